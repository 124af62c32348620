"""An empty column has None for its base.

kind: wrong
reason: empty
hint: Compare the four fields of your result for an empty column with those that the task lists.
breaks: empty
"""

encode_rows = for_encode


def for_encode(a):
    encoded = encode_rows(a)
    return encoded if len(a) else encoded._replace(base=None)
