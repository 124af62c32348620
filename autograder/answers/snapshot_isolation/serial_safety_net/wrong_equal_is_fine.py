"""A low watermark equal to the high one passes.

kind: wrong
reason: decides
hint: When low equals high, one and the same transaction must come before and after this one.
"""


def certify(stamp, reads, overwrites):
    high = max([version.created for version in reads] + [version.read for version in overwrites], default=0)
    low = min([version.overwritten for version in reads] + [stamp])
    if low < high:
        raise ConflictError(f"{low} is not above {high}")
    return low
