"""With a helper for conditional PUTs.

kind: right
"""

def commit(store, version, add, remove):
    if version < 0:
        raise ValueError(f"version {version} does not exist")

    def put_new(name, data):
        try:
            store.put(name, data, if_none_match=True)
        except AlreadyExists:
            return False
        return True

    names = []
    for block in add:
        name = "blocks/" + hashlib.sha256(block).hexdigest()
        if name not in names:
            put_new(name, block)
        names.append(name)
    entry = json.dumps({"remove": remove, "add": names}).encode()
    number = version + 1
    while not put_new(f"log/{number:08}", entry):
        if remove:
            raise ConflictError(f"{number} is taken")
        number += 1
    return number
