"""A writer is refused as soon as something it read was overwritten.

kind: wrong
reason: decides
hint: A read that was overtaken only says that the overwriter comes after you. It hurts when someone who comes before
you is not older.
"""


def certify(stamp, reads, overwrites):
    high = max([version.created for version in reads] + [version.read for version in overwrites], default=0)
    low = min([version.overwritten for version in reads] + [stamp])
    if low <= high or (overwrites and low < stamp):
        raise ConflictError(f"{low} is not above {high}")
    return low
