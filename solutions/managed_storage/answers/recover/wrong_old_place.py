"""A block that comes back stands where it stood first.

kind: wrong
reason: again
hint: It was removed. When was it added last?
"""

def recover(store) -> tuple[int, list[str]]:
    saved = [int(found.name.removeprefix("checkpoints/")) for found in store.list("checkpoints/")]
    numbers = [int(found.name.removeprefix("log/")) for found in store.list("log/")]
    for expected in range(1, max([*saved, *numbers], default=0) + 1):
        if expected > len(numbers) or numbers[expected - 1] != expected:
            raise ValueError(f"the log has a hole: log/{expected:08} is missing")
    version, live = 0, []
    if saved:
        version = saved[-1]
        live = json.loads(store.get(f"checkpoints/{version:08}"))
    order, alive = list(live), set(live)
    for version in range(version + 1, len(numbers) + 1):
        entry = json.loads(store.get(f"log/{version:08}"))
        order = order + [name for name in dict.fromkeys(entry["add"]) if name not in order]
        alive = (alive - set(entry["remove"])) | set(entry["add"])
        live = [name for name in order if name in alive]
    return len(numbers), live
