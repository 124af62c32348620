"""The entry is written before the blocks.

kind: wrong
reason: schedules
breaks: blocks_first
hint: What does a reader see who comes in between?
"""

def commit(store, version, add, remove):
    if version < 0:
        raise ValueError(f"version {version}")
    by_name = {f"blocks/{version:08}-{hashlib.sha256(block).hexdigest()}": block for block in add}
    while True:
        version += 1
        try:
            store.put(f"log/{version:08}", json.dumps({"add": list(by_name), "remove": list(remove), "sweep": []}).encode(), if_none_match=True)
            break
        except AlreadyExists:
            if remove:
                raise ConflictError(f"version {version}") from None
        condemned = json.loads(store.get(f"log/{version:08}"))["sweep"]
        by_name = {f"blocks/{version:08}-{name[-64:]}" if name in condemned else name: block for name, block in by_name.items()}
    for name, block in by_name.items():
        try:
            store.put(name, block, if_none_match=True)
        except AlreadyExists:
            pass
    return version
