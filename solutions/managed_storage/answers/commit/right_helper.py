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

    def named(block, of):
        return f"blocks/{of:08}-{hashlib.sha256(block).hexdigest()}"

    names = []
    for block in add:
        if named(block, version) not in names:
            put_new(named(block, version), block)
        names.append(named(block, version))
    number = version + 1
    while not put_new(f"log/{number:08}", json.dumps({"sweep": [], "remove": remove, "add": names}).encode()):
        if remove:
            raise ConflictError(f"{number} is taken")
        condemned = {*json.loads(store.get(f"log/{number:08}"))["sweep"]} & {*names}
        for at, block in enumerate(add):
            if names[at] in condemned:
                names[at] = named(block, number)
                if names[at] not in names[:at]:
                    put_new(names[at], block)
        number += 1
    return number
