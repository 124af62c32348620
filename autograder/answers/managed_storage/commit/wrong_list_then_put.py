"""Looks whether the number is free, then writes.

kind: wrong
reason: requests
hint: Somebody can come in between, and it costs a request more.
"""

def commit(store, version: int, add: list[bytes], remove: list[str]) -> int:
    if version < 0:
        raise ValueError(f"there is no version {version}")
    names = ["blocks/" + hashlib.sha256(block).hexdigest() for block in add]
    for name, block in dict(zip(names, add)).items():
        try:
            store.put(name, block, if_none_match=True)
        except AlreadyExists:
            pass
    entry = json.dumps({"add": names, "remove": list(remove)}).encode()
    while True:
        version += 1
        try:
            if store.list(f"log/{version:08}"):
                raise AlreadyExists
            store.put(f"log/{version:08}", entry)
            return version
        except AlreadyExists:
            if remove:
                raise ConflictError(f"version {version} is another writer's") from None
