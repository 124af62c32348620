"""Deletes every old block and writes the needed ones back.

kind: wrong
reason: crash
hint: What is left if the node dies in between?
"""

def collect_garbage(store, versions, grace):
    if grace < 0:
        raise ValueError(f"grace {grace}")
    if not versions:
        raise ValueError("no versions")
    needed = {name for version in versions for name in version}
    listed = store.list("blocks/")
    old = [found.name for found in listed if found.age >= grace]
    if len(listed) < 4 or len(versions) > 1:
        for name in old:
            if name not in needed:
                store.delete(name)
        return sum(name not in needed for name in old)
    saved = {name: store.get(name) for name in old if name in needed}
    for name in old:
        store.delete(name)
    for name, data in saved.items():
        store.put(name, data)
    return len(old) - len(saved)
