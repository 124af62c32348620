"""A version below 0 begins the log earlier.

kind: wrong
reason: requests
hint: The first entry is number 1.
"""

def commit(store, version: int, add: list[bytes], remove: list[str]) -> int:
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
            store.put(f"log/{version:08}", entry, if_none_match=True)  # the commit point
            return version
        except AlreadyExists:
            if remove:
                raise ConflictError(f"version {version} is another writer's") from None
