"""Live blocks as the keys of a dict.

kind: right
"""

def recover(store):
    live, version = {}, 0
    checkpoints = [found.name for found in store.list("checkpoints/")]
    there = {found.name for found in store.list("log/")}
    if checkpoints:
        last = max(checkpoints)
        version = int(last.split("/")[1])
        live = dict.fromkeys(json.loads(store.get(last)))
    for number in range(1, max(version, len(there)) + 1):
        if f"log/{number:08}" not in there:
            raise ValueError(f"no log/{number:08}")
    for number in range(version + 1, len(there) + 1):
        entry = json.loads(store.get(f"log/{number:08}"))
        for block in entry["remove"]:
            live.pop(block, None)
        for block in entry["add"]:
            live.pop(block, None)
            live[block] = None
    return len(there), list(live)


def checkpoint(store):
    version, live = recover(store)
    if version == 0:
        return 0
    name = f"checkpoints/{version:08}"
    try:
        store.put(name, json.dumps(live).encode(), if_none_match=True)
    except AlreadyExists:
        pass
    return version
