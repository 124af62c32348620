"""A step that does not fit int64 is refused.

kind: wrong
reason: extremes
hint: The task asks for steps modulo 2**64. Nothing is lost by wrapping around: adding -1 modulo 2**64 leads from -2**63 to 2**63 - 1.
breaks: extremes
"""

encode_modulo = delta_encode


def delta_encode(a):
    if len(a) and int(a.max()) - int(a.min()) >= 2**63:
        raise OverflowError("a step does not fit int64")
    return encode_modulo(a)
