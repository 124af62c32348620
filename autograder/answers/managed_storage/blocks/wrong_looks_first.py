"""Lists the store before it writes.

kind: wrong
reason: there_already
hint: A conditional PUT finds out by itself.
"""

def write_blocks(store, version: int, blocks: list[bytes]) -> list[str]:
    for block in blocks:
        if type(block) is not bytes:
            raise TypeError(f"a block is bytes, not {type(block).__name__}")
    names = [block_name(block, version) for block in blocks]
    for name, block in dict(zip(names, blocks)).items():
        if not store.list(name):
            store.put(name, block)
    return names
