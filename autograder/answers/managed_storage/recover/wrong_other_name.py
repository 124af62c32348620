"""Checkpoints are named without zeros.

kind: wrong
reason: checkpoints
hint: Names are sorted as texts.
"""

def checkpoint(store) -> int:
    version, live = recover(store)
    if version:
        try:
            store.put(f"checkpoints/{version}", json.dumps(live).encode(), if_none_match=True)
        except AlreadyExists:
            pass
    return version
