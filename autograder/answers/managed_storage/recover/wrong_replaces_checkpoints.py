"""A checkpoint is written anew each time.

kind: wrong
reason: checkpoints
hint: What would change in it?
"""

def checkpoint(store) -> int:
    version, live = recover(store)
    if version:
        try:
            store.put(f"checkpoints/{version:08}", json.dumps(live).encode())
        except AlreadyExists:
            pass
    return version
