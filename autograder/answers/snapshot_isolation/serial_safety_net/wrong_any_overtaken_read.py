"""Every transaction that read something since overwritten is refused.

kind: wrong
reason: decides
hint: That is serialisable, and it refuses twice as many. A read that was overtaken is harmless until the watermarks
cross.
"""


def certify(stamp, reads, overwrites):
    high = max([version.created for version in reads] + [version.read for version in overwrites], default=0)
    low = min([version.overwritten for version in reads] + [stamp])
    if low < stamp:
        raise ConflictError(f"{low} is not above {high}")
    return low
