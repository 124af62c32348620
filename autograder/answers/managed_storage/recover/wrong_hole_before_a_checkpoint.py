"""Entries before the latest checkpoint may be missing.

kind: wrong
reason: hole
hint: Who might take a number that was freed? And who would read his entry?
"""

def recover(store) -> tuple[int, list[str]]:
    saved = [int(found.name.removeprefix("checkpoints/")) for found in store.list("checkpoints/")]
    numbers = [int(found.name.removeprefix("log/")) for found in store.list("log/")]
    for expected in range((saved[-1] if saved else 0) + 1, max([*saved, *numbers], default=0) + 1):
        if expected not in numbers:
            raise ValueError(f"the log has a hole: log/{expected:08} is missing")
    version, live = 0, []
    if saved:
        version = saved[-1]
        live = json.loads(store.get(f"checkpoints/{version:08}"))
    for version in [number for number in numbers if number > version]:
        entry = json.loads(store.get(f"log/{version:08}"))
        gone = {*entry["remove"], *entry["add"]}
        live = [name for name in live if name not in gone] + list(dict.fromkeys(entry["add"]))
    return version, live
