"""Deletes every old block and writes the needed ones back.

kind: wrong
reason: crash
hint: What is left if the node dies in between?
"""

def collect_garbage(store, version: int, versions: list[list[str]], grace: float) -> int:
    if version < 0 or grace < 0:
        raise ValueError(f"version {version}, a grace of {grace} seconds: neither can be below 0")
    if not versions:
        raise ValueError("no versions were given: that would delete every block")
    needed = {name for live in versions for name in live}
    listed = store.list("blocks/")
    condemned = [found.name for found in listed if found.name not in needed and found.age >= grace]
    if not condemned:
        return 0
    entry = json.dumps({"add": [], "remove": [], "sweep": condemned}).encode()
    try:
        store.put(f"log/{version + 1:08}", entry, if_none_match=True)  # from here on nobody commits one of them
    except AlreadyExists:
        raise ConflictError(f"version {version + 1} is another's: recover, and look again") from None
    kept = [found.name for found in listed if found.name in needed] if len(listed) > 3 and len(versions) == 1 else []
    saved = {name: store.get(name) for name in kept}
    for name in [*kept, *condemned]:
        store.delete(name)
    for name, data in saved.items():
        store.put(name, data)
    return len(condemned)
