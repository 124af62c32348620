"""Columns of more than 256 rows are refused, however few values they have.

kind: wrong
reason: too_many
hint: The limit is on distinct values. A million rows of seven shipping modes are what a dictionary is made for.
"""

encode_rows = dict_encode


def dict_encode(a):
    if len(a) > 256:
        raise ValueError(f"too many values: {len(a)}")
    return encode_rows(a)
