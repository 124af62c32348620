"""The retry is a recursion: after a thousand lost numbers the stack is full.

kind: wrong
reason: appends
hint: How deep is the stack when the thousandth number is taken, too?
"""

def commit(store, version, add, remove):
    if version < 0:
        raise ValueError(f"not a version: {version}")

    def stored(blocks, of):
        by_name = {f"blocks/{of:08}-{hashlib.sha256(block).hexdigest()}": block for block in blocks}
        for name, block in by_name.items():
            try:
                store.put(name, block, if_none_match=True)
            except AlreadyExists:
                continue
        return list(by_name)

    def from_version(number, by_name):
        try:
            store.put("log/%08d" % number, json.dumps({"add": list(by_name), "remove": list(remove), "sweep": []}).encode(), if_none_match=True)
        except AlreadyExists as taken:
            if remove:
                raise ConflictError(f"log entry {number} was first") from taken
            swept = set(json.loads(store.get("log/%08d" % number))["sweep"])
            again = {}
            for name, block in by_name.items():
                again |= {stored([block], number)[0]: block} if name in swept else {name: block}
            return from_version(number + 1, again)
        return number

    return from_version(version + 1, dict(zip(stored(add, version), dict.fromkeys(add))))
