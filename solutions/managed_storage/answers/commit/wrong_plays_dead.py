"""A large replacement is given up as if the node had died.

kind: wrong
reason: schedules
hint: Crashed is the store's word for a node that is dead, and nobody else's. What does a writer raise that cannot go on?
"""

right = commit


def commit(store, version, add, remove):
    if remove and len(add) > 2:
        raise Crashed("too many blocks to replace at once")
    return right(store, version, add, remove)
