"""A missing entry is stepped over.

kind: wrong
reason: hole
hint: What did the missing entry say?
"""

def recover(store) -> tuple[int, list[str]]:
    saved = [int(found.name.removeprefix("checkpoints/")) for found in store.list("checkpoints/")]
    numbers = [int(found.name.removeprefix("log/")) for found in store.list("log/")]
    version, live = 0, []
    if saved:
        version = saved[-1]
        live = json.loads(store.get(f"checkpoints/{version:08}"))
    for version in [number for number in numbers if number > version]:
        entry = json.loads(store.get(f"log/{version:08}"))
        gone = {*entry["remove"], *entry["add"]}
        live = [name for name in live if name not in gone] + list(dict.fromkeys(entry["add"]))
    return version, live
