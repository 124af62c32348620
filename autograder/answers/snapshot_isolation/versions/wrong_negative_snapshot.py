"""A negative snapshot is taken for one that sees nothing.

kind: wrong
reason: refuses
hint: The task asks for a ValueError that names a negative snapshot: it is a mistake of the caller, not an early
moment.
"""


def visible(chain, snapshot):
    for version in reversed(chain):
        if version.stamp <= snapshot:
            return version
    return None
