"""A damaged block is deleted from the store.

kind: wrong
reason: damaged
hint: Who asked for that? Somebody may want to look at what is left of it.
"""

def read_block(store, name: str) -> bytes:
    data = store.get(name)
    if hashlib.sha256(data).hexdigest() != name.partition("-")[2]:
        store.delete(name)
        raise ValueError(f"block {name} is damaged: its bytes do not hash to its name")
    return data
