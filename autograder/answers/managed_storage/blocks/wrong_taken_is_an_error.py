"""A block that is there already is an error.

kind: wrong
reason: there_already
hint: What does it mean if a name that is a hash is taken?
"""

def write_blocks(store, version: int, blocks: list[bytes]) -> list[str]:
    for block in blocks:
        if type(block) is not bytes:
            raise TypeError(f"a block is bytes, not {type(block).__name__}")
    names = [block_name(block, version) for block in blocks]
    for name, block in dict(zip(names, blocks)).items():
        store.put(name, block, if_none_match=True)
    return names
