"""What is there already is written again.

kind: wrong
reason: there_already
hint: Which kind of PUT fails if the name is taken?
"""

def write_blocks(store, version: int, blocks: list[bytes]) -> list[str]:
    for block in blocks:
        if type(block) is not bytes:
            raise TypeError(f"a block is bytes, not {type(block).__name__}")
    names = [block_name(block, version) for block in blocks]
    for name, block in dict(zip(names, blocks)).items():
        try:
            store.put(name, block)
        except AlreadyExists:
            pass  # the same bytes, from a writer who looked at the same version
    return names
