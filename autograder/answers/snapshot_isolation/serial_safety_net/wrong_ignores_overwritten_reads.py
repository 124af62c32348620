"""The low watermark is always its own stamp.

kind: wrong
reason: decides
hint: Whoever overwrote what you read must come after you, however early it committed: take the smallest overwritten.
"""


def certify(stamp, reads, overwrites):
    high = max([version.created for version in reads] + [version.read for version in overwrites], default=0)
    low = stamp
    if low <= high:
        raise ConflictError(f"{low} is not above {high}")
    return low
