"""The number is taken, and the sweep tries the next one, as an append may.

kind: wrong
reason: taken
hint: You looked at version 7. What may version 8 need that you have on your list?
"""

def collect_garbage(store, version: int, versions: list[list[str]], grace: float) -> int:
    if version < 0 or grace < 0:
        raise ValueError(f"version {version}, a grace of {grace} seconds: neither can be below 0")
    if not versions:
        raise ValueError("no versions were given: that would delete every block")
    needed = {name for live in versions for name in live}
    condemned = [found.name for found in store.list("blocks/") if found.name not in needed and found.age >= grace]
    if not condemned:
        return 0
    while True:
        version += 1
        try:
            store.put(f"log/{version:08}", json.dumps({"add": [], "remove": [], "sweep": condemned}).encode(), if_none_match=True)
            break
        except AlreadyExists:
            continue
    for name in condemned:
        store.delete(name)
    return len(condemned)
