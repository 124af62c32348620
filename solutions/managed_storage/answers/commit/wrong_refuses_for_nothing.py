"""A replacement by several blocks is refused, whether another writer was first or not.

kind: wrong
reason: schedules
hint: Who was first? A conflict is a number that is taken, and no other thing is one.
"""

right = commit


def commit(store, version, add, remove):
    if remove and len(add) > 1:
        raise ConflictError(f"version {version + 1} replaces blocks")
    return right(store, version, add, remove)
