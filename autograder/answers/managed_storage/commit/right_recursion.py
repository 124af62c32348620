"""The retry is a recursion.

kind: right
"""

def commit(store, version, add, remove):
    if version < 0:
        raise ValueError(f"not a version: {version}")
    by_name = {"blocks/" + hashlib.sha256(block).hexdigest(): block for block in add}
    for name, block in by_name.items():
        try:
            store.put(name, block, if_none_match=True)
        except AlreadyExists:
            continue
    entry = json.dumps({"add": list(by_name), "remove": list(remove)}).encode()

    def from_version(number):
        try:
            store.put("log/%08d" % number, entry, if_none_match=True)
        except AlreadyExists as taken:
            if remove:
                raise ConflictError(f"log entry {number} was first") from taken
            return from_version(number + 1)
        return number

    return from_version(version + 1)
