"""Refuses only where the other removed the same blocks.

kind: wrong
reason: conflict
hint: What does the task say of a commit that removes blocks and finds its number taken?
"""

def commit(store, version, add, remove):
    if version < 0: raise ValueError(str(version))
    names = ["blocks/" + hashlib.sha256(b).hexdigest() for b in add]
    for n, b in zip(names, add):
        try: store.put(n, b, if_none_match=True)
        except AlreadyExists: pass
    while True:
        version += 1
        try:
            store.put(f"log/{version:08}", json.dumps({"add": names, "remove": remove}).encode(), if_none_match=True)
            return version
        except AlreadyExists:
            other = json.loads(store.get(f"log/{version:08}"))
            if set(other["remove"]) & set(remove): raise ConflictError(f"{version}") from None
