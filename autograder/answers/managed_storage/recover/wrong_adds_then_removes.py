"""An entry that replaces a block by the same content loses it.

kind: wrong
reason: again
hint: One entry removes a and adds a. What does the writer mean, and which comes first?
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
        e = json.loads(store.get(f.name))
        live = [x for x in live if x not in e["add"]] + list(dict.fromkeys(e["add"]))
        live = [x for x in live if x not in e["remove"]]
        version = n
    return version, live
