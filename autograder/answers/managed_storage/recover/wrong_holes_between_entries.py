"""Only neighbours among the entries that are there are compared.

kind: wrong
reason: hole
hint: What has to come before the first entry that is there, without a checkpoint, and with one?
"""

def recover(store):
    saved = store.list("checkpoints/")
    version, live = 0, []
    if saved:
        version, live = int(saved[-1].name[-8:]), json.loads(store.get(saved[-1].name))
    numbers = [int(f.name[-8:]) for f in store.list("log/")]
    numbers = [n for n in numbers if n > version]
    for a, b in zip(numbers, numbers[1:]):
        if b != a + 1:
            raise ValueError(f"log/{a + 1:08}")
    for n in numbers:
        entry = json.loads(store.get(f"log/{n:08}"))
        gone = {*entry["remove"], *entry["add"]}
        live = [x for x in live if x not in gone] + list(dict.fromkeys(entry["add"]))
        version = n
    return version, live
