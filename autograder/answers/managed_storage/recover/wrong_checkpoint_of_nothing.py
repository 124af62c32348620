"""An empty store gets a checkpoint too.

kind: wrong
reason: checkpoints
hint: Is there anything to keep?
"""

def checkpoint(store) -> int:
    version, live = recover(store)
    if not version:
        store.put("checkpoints/00000000", b"[]")
        return -1
    if version:
        try:
            store.put(f"checkpoints/{version:08}", json.dumps(live).encode(), if_none_match=True)
        except AlreadyExists:
            pass
    return version
