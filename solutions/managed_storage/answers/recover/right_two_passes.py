"""Reads everything, then applies it.

kind: right
"""

def recover(store):
    version, live = 0, []
    for found in reversed(store.list("checkpoints/")):
        version, live = int(found.name[-8:]), json.loads(store.get(found.name))
        break
    numbers = {int(found.name[-8:]) for found in store.list("log/")}
    latest = max(numbers | {version})
    missing = set(range(1, latest + 1)) - numbers
    if missing:
        raise ValueError(f"missing: log/{min(missing):08}")
    for number in range(version + 1, latest + 1):
        entry = json.loads(store.get(f"log/{number:08}"))
        live = [name for name in live if name not in entry["remove"] and name not in entry["add"]]
        live += [name for at, name in enumerate(entry["add"]) if name not in entry["add"][at + 1 :]]
    return latest, live


def checkpoint(store):
    version, live = recover(store)
    try:
        if version > 0:
            store.put("checkpoints/" + str(version).zfill(8), json.dumps(live).encode(), if_none_match=True)
    except AlreadyExists:
        return version
    return version
