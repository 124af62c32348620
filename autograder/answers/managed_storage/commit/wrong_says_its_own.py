"""The refusal names the version that the writer looked at.

kind: wrong
reason: conflict
hint: Which number was taken?
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
            store.put(f"log/{version:08}", entry, if_none_match=True)  # the commit point
            return version
        except AlreadyExists:
            if remove:
                raise ConflictError(f"version {version - 1} is old") from None
