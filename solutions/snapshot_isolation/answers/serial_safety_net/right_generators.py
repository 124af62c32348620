"""Chained generators and defaults.

kind: right
"""

from itertools import chain


def certify(stamp, reads, overwrites):
    before = max(chain((v.created for v in reads), (max(v.created, v.read) for v in overwrites)), default=0)
    after = min(stamp, min((v.overwritten for v in reads), default=stamp))
    if not after > before:
        raise ConflictError("a cycle may close here")
    return after
