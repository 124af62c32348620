"""A sweep is no version.

kind: wrong
reason: log
breaks: sweeps
hint: Which number does a writer have to try after a sweep?
"""

def recover(store) -> tuple[int, list[str]]:
    saved = [int(found.name.removeprefix("checkpoints/")) for found in store.list("checkpoints/")]
    numbers = [int(found.name.removeprefix("log/")) for found in store.list("log/")]
    for expected in range(1, max([*saved, *numbers], default=0) + 1):
        if expected > len(numbers) or numbers[expected - 1] != expected:
            raise ValueError(f"the log has a hole: log/{expected:08} is missing")
    version, live, swept = 0, [], 0
    if saved:
        version = saved[-1]
        live = json.loads(store.get(f"checkpoints/{version:08}"))
    for version in range(version + 1, len(numbers) + 1):
        entry = json.loads(store.get(f"log/{version:08}"))
        if entry["sweep"]:
            swept += 1
            continue
        gone = {*entry["remove"], *entry["add"]}
        live = [name for name in live if name not in gone] + list(dict.fromkeys(entry["add"]))
    return len(numbers) - swept, live
