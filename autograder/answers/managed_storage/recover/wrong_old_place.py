"""A block that comes back stands where it stood first.

kind: wrong
reason: again
hint: It was removed. When was it added last?
"""

def recover(store) -> tuple[int, list[str]]:
    saved = store.list("checkpoints/")
    version, live = 0, []
    if saved:
        version, live = int(saved[-1].name.removeprefix("checkpoints/")), json.loads(store.get(saved[-1].name))
    order, alive = list(live), set(live)
    for found in store.list("log/"):
        number = int(found.name.removeprefix("log/"))
        if number <= version:
            continue
        if number != version + 1:
            raise ValueError(f"the log has a hole: log/{version + 1:08} is missing")
        entry = json.loads(store.get(found.name))
        order = order + [name for name in entry["add"] if name not in order]
        alive = (alive - set(entry["remove"])) | set(entry["add"])
        live = [name for name in order if name in alive]
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
