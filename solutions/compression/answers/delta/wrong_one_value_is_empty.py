"""A column without steps is taken for a column without values.

kind: wrong
reason: one_value
hint: One value has no steps, yet it is a value. Which of the two fields of Delta holds it?
breaks: one
"""

encode_rows = delta_encode


def delta_encode(a):
    return encode_rows(a if len(a) > 1 else a[:0])
