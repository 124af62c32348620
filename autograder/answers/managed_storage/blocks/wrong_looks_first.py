"""Lists the store before it writes.

kind: wrong
reason: there_already
hint: A conditional PUT finds out by itself.
"""

def block_name(data: bytes) -> str:
    return "blocks/" + hashlib.sha256(data).hexdigest()


def write_blocks(store, blocks: list[bytes]) -> list[str]:
    for block in blocks:
        if type(block) is not bytes:
            raise TypeError(f"a block is bytes, not {type(block).__name__}")
    names = [block_name(block) for block in blocks]
    for name, block in dict(zip(names, blocks)).items():
        if not store.list(name):
            store.put(name, block)
    return names


def read_block(store, name: str) -> bytes:
    data = store.get(name)
    if block_name(data) != name:
        raise ValueError(f"block {name} is damaged: its bytes do not hash to its name")
    return data
