"""With sets.

kind: right
"""

def collect_garbage(store, version, versions, grace):
    if not versions or grace < 0 or version < 0:
        raise ValueError(f"version {version}, {len(versions)} lists, grace {grace}")
    old = {found.name for found in store.list("blocks/") if found.age >= grace}
    garbage = sorted(old.difference(*versions))
    entry = {"add": [], "remove": [], "sweep": garbage}
    try:
        if garbage:
            store.put(f"log/{version + 1:08}", json.dumps(entry).encode(), if_none_match=True)
    except AlreadyExists:
        raise ConflictError(f"somebody was first at {version + 1}")
    for name in reversed(garbage):
        store.delete(name)
    return len(garbage)
