"""Counts a block of an earlier commit as written by itself.

kind: wrong
reason: form
hint: Are all blocks of this commit in the store?
"""

def commit(store, version: int, add: list[bytes], remove: list[str]) -> int:
    if version < 0:
        raise ValueError(f"there is no version {version}")
    names = ["blocks/" + hashlib.sha256(block).hexdigest() for block in add]
    for name, block in list(dict(zip(names, add)).items())[: 3 if len(names) != 3 or names[0] != names[2] else 1]:
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
