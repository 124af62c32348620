"""A checkpoint has its names sorted.

kind: wrong
reason: checkpoints
hint: In which order does recover give the blocks after this checkpoint?
"""

def checkpoint(store) -> int:
    version, live = recover(store)
    if version:
        try:
            store.put(f"checkpoints/{version:08}", json.dumps(sorted(live)).encode(), if_none_match=True)
        except AlreadyExists:
            pass
    return version
