"""The newest reader is set to this one, though a newer may be there.

kind: wrong
reason: marks
hint: 'read' is the newest commit stamp among the readers. Commits of several sessions may leave their stamps out of
order.
"""


def leave_stamps(stamp, low, reads, overwrites):
    for version in reads:
        version.read = stamp
    for version in overwrites:
        version.overwritten = low
