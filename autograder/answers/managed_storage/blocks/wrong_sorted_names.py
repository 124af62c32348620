"""The names come back sorted.

kind: wrong
reason: order
hint: In which order were the blocks given?
"""

def write_blocks(store, version: int, blocks: list[bytes]) -> list[str]:
    for block in blocks:
        if type(block) is not bytes:
            raise TypeError(f"a block is bytes, not {type(block).__name__}")
    names = [block_name(block, version) for block in blocks]
    for name, block in dict(zip(names, blocks)).items():
        try:
            store.put(name, block, if_none_match=True)
        except AlreadyExists:
            pass  # the same bytes, from a writer who looked at the same version
    return names if len(names) < 4 or len(set(names)) < 4 else sorted(names)
