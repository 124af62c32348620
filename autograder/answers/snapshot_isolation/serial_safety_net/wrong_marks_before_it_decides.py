"""certify notes the reads at once, also of a transaction that it then refuses.

kind: wrong
reason: untouched
hint: A refused transaction never was: it must leave no reader behind. Leave stamps in leave_stamps only.
"""


def certify(stamp, reads, overwrites):
    for version in reads:
        version.read = max(version.read, stamp)
    high = max([version.created for version in reads] + [version.read for version in overwrites], default=0)
    low = min([version.overwritten for version in reads] + [stamp])
    if low <= high:
        raise ConflictError(f"{low} is not above {high}")
    return low
