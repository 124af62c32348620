"""Live blocks as the keys of a dict.

kind: right
"""

def recover(store):
    live, version = {}, 0
    checkpoints = [found.name for found in store.list("checkpoints/")]
    if checkpoints:
        last = max(checkpoints)
        version = int(last.split("/")[1])
        live = dict.fromkeys(json.loads(store.get(last)))
    for name in [found.name for found in store.list("log/")]:
        number = int(name.split("/")[1])
        if number > version + 1:
            raise ValueError(f"no log/{version + 1:08}")
        if number == version + 1:
            entry = json.loads(store.get(name))
            for block in [*entry["remove"], *entry["add"]]:
                live.pop(block, None)
            live |= dict.fromkeys(entry["add"])
            version = number
    return version, list(live)


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
