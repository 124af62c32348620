"""The readers of what it overwrites do not count.

kind: wrong
reason: decides
hint: Whoever read the version that you overwrite must come before you. Where does a version keep its newest reader?
"""


def certify(stamp, reads, overwrites):
    high = max([version.created for version in reads] + [version.created for version in overwrites], default=0)
    low = min([version.overwritten for version in reads] + [stamp])
    if low <= high:
        raise ConflictError(f"{low} is not above {high}")
    return low
