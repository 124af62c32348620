"""Seconds cut off and one more where anything is left.

kind: right
"""


def bill(activations, credits, dollars_per_hour):
    if not credits >= 0 or not dollars_per_hour >= 0:
        raise ValueError(f"credits {credits}, price {dollars_per_hour}")
    owed = -credits
    for activation in activations:
        length = activation[1] - activation[0]
        if length != length or length < 0:
            raise ValueError(f"activation {activation}")
        whole = int(length)
        whole += length > whole
        owed += whole if whole > 60 else 60
    return owed / 3600 * dollars_per_hour if owed > 0 else 0.0
