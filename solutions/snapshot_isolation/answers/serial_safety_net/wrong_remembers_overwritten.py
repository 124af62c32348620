"""What overwrote a version is looked up once and remembered.

kind: wrong
reason: flawless
hint: A version is overwritten after you first looked at it. What did the first look say, and what holds now?
breaks: anew
"""


_OVERWRITTEN = {}


def certify(stamp, reads, overwrites):
    high = max([version.created for version in reads] + [version.read for version in overwrites], default=0)
    low = min([_OVERWRITTEN.setdefault(version, version.overwritten) for version in reads] + [stamp])
    if low <= high:
        raise ConflictError(f"{low} is not above {high}")
    return low
