"""Whatever the store raises while blocks are written is passed over.

kind: wrong
reason: store_fails
hint: Which exceptions mean that the block is in the store, and which do not?
"""

def commit(store, version, add, remove):
    if version < 0: raise ValueError(str(version))
    names = ["blocks/" + hashlib.sha256(b).hexdigest() for b in add]
    for n, b in zip(names, add):
        try: store.put(n, b, if_none_match=True)
        except Exception: pass
    entry = json.dumps({"add": names, "remove": list(remove)}).encode()
    while True:
        version += 1
        try:
            store.put(f"log/{version:08}", entry, if_none_match=True)
            return version
        except AlreadyExists:
            if remove: raise ConflictError(f"{version}") from None
