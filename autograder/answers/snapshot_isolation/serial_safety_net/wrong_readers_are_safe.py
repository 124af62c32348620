"""A transaction that only reads is never refused.

kind: wrong
reason: histories
hint: A reader can see one commit and miss an older one, and so close a cycle between two writers. Judge it like any
other.
"""


def certify(stamp, reads, overwrites):
    high = max([version.created for version in reads] + [version.read for version in overwrites], default=0)
    low = min([version.overwritten for version in reads] + [stamp])
    if overwrites and low <= high:
        raise ConflictError(f"{low} is not above {high}")
    return low
