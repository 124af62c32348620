"""Returns the version that the writer asked for.

kind: wrong
reason: appends
hint: Which number did the entry get?
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
    asked = version + 1
    while True:
        version += 1
        try:
            store.put(f"log/{version:08}", entry, if_none_match=True)  # the commit point
            return asked
        except AlreadyExists:
            if remove:
                raise ConflictError(f"version {version} is another writer's") from None
