"""The log ends at a hole.

kind: wrong
reason: hole
hint: Is the table whole without the missing entry?
"""

def recover(store) -> tuple[int, list[str]]:
    saved = store.list("checkpoints/")
    version, live = 0, []
    if saved:
        version, live = int(saved[-1].name.removeprefix("checkpoints/")), json.loads(store.get(saved[-1].name))
    for found in store.list("log/"):
        number = int(found.name.removeprefix("log/"))
        if number <= version:
            continue
        if number != version + 1:
            break
        entry = json.loads(store.get(found.name))
        gone = {*entry["remove"], *entry["add"]}
        live = [name for name in live if name not in gone] + list(dict.fromkeys(entry["add"]))
        version = number
    return version, live


def checkpoint(store) -> int:
    version, live = recover(store)
    if version:
        try:
            store.put(f"checkpoints/{version:08}", json.dumps(live).encode(), if_none_match=True)
        except AlreadyExists:
            pass
    return version
