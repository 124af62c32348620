"""With sets.

kind: right
"""

def collect_garbage(store, versions, grace):
    if not versions or grace < 0:
        raise ValueError(f"{len(versions)} versions, grace {grace}")
    old = {found.name for found in store.list("blocks/") if found.age >= grace}
    garbage = sorted(old.difference(*versions))
    for name in garbage:
        store.delete(name)
    return len(garbage)
