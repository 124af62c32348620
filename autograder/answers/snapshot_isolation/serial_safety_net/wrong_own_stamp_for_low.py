"""What it overwrites gets its commit stamp and not its low watermark.

kind: wrong
reason: marks
hint: The overwriter itself may have to come before an older commit. Its low watermark hands that on; its stamp does
not.
"""


def leave_stamps(stamp, low, reads, overwrites):
    for version in reads:
        version.read = max(version.read, stamp)
    for version in overwrites:
        version.overwritten = stamp
