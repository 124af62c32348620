"""A low watermark just above the high one is refused too.

kind: wrong
reason: decides
hint: Commit 5 before this transaction and commit 6 after it: that is an order. At which of low and high does it stop
being one?
"""


def certify(stamp, reads, overwrites):
    high = max([version.created for version in reads] + [version.read for version in overwrites], default=0)
    low = min([version.overwritten for version in reads] + [stamp])
    if low <= high + 1:
        raise ConflictError(f"{low} is not above {high}")
    return low
