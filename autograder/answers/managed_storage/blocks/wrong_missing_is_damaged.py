"""A missing block is called damaged.

kind: wrong
reason: damaged
hint: Is a block that is not there the same as one that is wrong?
"""

def block_name(data: bytes) -> str:
    return "blocks/" + hashlib.sha256(data).hexdigest()


def write_blocks(store, blocks: list[bytes]) -> list[str]:
    for block in blocks:
        if type(block) is not bytes:
            raise TypeError(f"a block is bytes, not {type(block).__name__}")
    names = [block_name(block) for block in blocks]
    for name, block in dict(zip(names, blocks)).items():
        try:
            store.put(name, block, if_none_match=True)
        except AlreadyExists:
            pass  # the same bytes: somebody was here before
    return names


def read_block(store, name: str) -> bytes:
    try:
        data = store.get(name)
    except NotThere:
        raise ValueError(f"block {name} is damaged") from None
    if block_name(data) != name:
        raise ValueError(f"block {name} is damaged: its bytes do not hash to its name")
    return data
