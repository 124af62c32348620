"""A missing block is called damaged.

kind: wrong
reason: damaged
hint: Is a block that is not there the same as one that is wrong?
"""

def read_block(store, name: str) -> bytes:
    try:
        data = store.get(name)
    except NotThere:
        raise ValueError(f"block {name} is damaged") from None
    if hashlib.sha256(data).hexdigest() != name.partition("-")[2]:
        raise ValueError(f"block {name} is damaged: its bytes do not hash to its name")
    return data
