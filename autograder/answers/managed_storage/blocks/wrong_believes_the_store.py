"""What the store gives is believed.

kind: wrong
reason: damaged
hint: The name says what the bytes must hash to.
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
    data = store.get(name)
    return data
