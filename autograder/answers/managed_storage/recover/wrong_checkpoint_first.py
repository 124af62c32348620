"""The checkpoint is announced before it is written.

kind: wrong
reason: crash
hint: What does a reader find if the node dies in between?
"""

def checkpoint(store) -> int:
    version, live = recover(store)
    if version:
        try:
            if not store.list(f"checkpoints/{version:08}"):
                store.put(f"checkpoints/{version:08}", b"[]")
                store.delete(f"checkpoints/{version:08}")
            store.put(f"checkpoints/{version:08}", json.dumps(live).encode(), if_none_match=True)
        except AlreadyExists:
            pass
    return version
