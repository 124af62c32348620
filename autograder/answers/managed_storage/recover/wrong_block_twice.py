"""A block that two commits add stands in the list twice.

kind: wrong
reason: again
hint: Two writers of the same content add the same name. How often is the block there?
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
    for version in range(version + 1, len(numbers) + 1):
        entry = json.loads(store.get(f"log/{version:08}"))
        for name in entry["remove"]:
            live = [*live[: live.index(name)], *live[live.index(name) + 1 :]] if name in live else live
        live = live + entry["add"]
    return len(numbers), live
