"""Too many values are refused without saying how many there are.

kind: wrong
reason: too_many
hint: Whoever reads the message wants to know how far off the column is. The task asks for the number.
breaks: too_many
"""

encode_telling = dict_encode


def dict_encode(a):
    try:
        return encode_telling(a)
    except ValueError:
        raise ValueError("too many distinct values") from None
