"""A block that two commits add stands in the list twice.

kind: wrong
reason: again
hint: Two writers of the same content add the same name. How often is the block there?
"""

def recover(store):
    saved = store.list("checkpoints/")
    version, live = 0, []
    if saved:
        version, live = int(saved[-1].name[-8:]), json.loads(store.get(saved[-1].name))
    for f in store.list("log/"):
        n = int(f.name[-8:])
        if n <= version: continue
        if n != version + 1: raise ValueError(f"log/{version + 1:08}")
        entry = json.loads(store.get(f.name))
        for x in entry["remove"]: live.remove(x)
        live += entry["add"]
        version = n
    return version, live
