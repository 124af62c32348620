"""Plain loops over the versions.

kind: right
"""


def certify(stamp, reads, overwrites):
    low, high = stamp, 0
    for version in reads:
        if version.created > high:
            high = version.created
        if version.overwritten < low:
            low = version.overwritten
    for version in overwrites:
        if version.read > high:
            high = version.read
    if high >= low:
        raise ConflictError(f"low watermark {low}, high watermark {high}")
    return low


def leave_stamps(stamp, low, reads, overwrites):
    for version in overwrites:
        version.overwritten = low
    for version in reads:
        if version.read < stamp:
            version.read = stamp
