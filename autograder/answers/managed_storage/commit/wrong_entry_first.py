"""The entry is written before the blocks.

kind: wrong
reason: schedules
hint: What does a reader see who comes in between?
"""

def commit(store, version, add, remove):
    if version < 0:
        raise ValueError(f"version {version}")
    names = ["blocks/" + hashlib.sha256(block).hexdigest() for block in add]
    while True:
        version += 1
        try:
            store.put(f"log/{version:08}", json.dumps({"add": names, "remove": list(remove)}).encode(), if_none_match=True)
            break
        except AlreadyExists:
            if remove:
                raise ConflictError(f"version {version}") from None
    for name, block in dict(zip(names, add)).items():
        try:
            store.put(name, block, if_none_match=True)
        except AlreadyExists:
            pass
    return version
