"""Only neighbours among the entries that are there are compared.

kind: wrong
reason: hole
hint: What has to come before the first entry that is there, without a checkpoint, and with one?
"""

def recover(store):
    saved = [int(found.name[-8:]) for found in store.list("checkpoints/")]
    numbers = [int(found.name[-8:]) for found in store.list("log/")]
    for before, after in zip(numbers, numbers[1:]):
        if after != before + 1:
            raise ValueError(f"log/{before + 1:08}")
    version, live = 0, []
    if saved:
        version = saved[-1]
        live = json.loads(store.get(f"checkpoints/{version:08}"))
    for version in [number for number in numbers if number > version]:
        entry = json.loads(store.get(f"log/{version:08}"))
        gone = {*entry["remove"], *entry["add"]}
        live = [name for name in live if name not in gone] + list(dict.fromkeys(entry["add"]))
    return version, live
