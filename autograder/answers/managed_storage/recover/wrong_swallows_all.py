"""Whatever the store raises while a checkpoint is written is passed over.

kind: wrong
reason: checkpoints
hint: Is there a checkpoint now?
"""

def checkpoint(store) -> int:
    version, live = recover(store)
    if version:
        try:
            store.put(f"checkpoints/{version:08}", json.dumps(live).encode(), if_none_match=True)
        except Exception:
            pass
    return version
