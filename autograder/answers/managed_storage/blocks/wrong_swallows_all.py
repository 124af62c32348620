"""Whatever the store raises is taken for good news.

kind: wrong
reason: damaged
hint: Which exception means that the block is in the store, and which do not?
"""

def write_blocks(store, version: int, blocks: list[bytes]) -> list[str]:
    for block in blocks:
        if type(block) is not bytes:
            raise TypeError(f"a block is bytes, not {type(block).__name__}")
    names = [block_name(block, version) for block in blocks]
    for name, block in dict(zip(names, blocks)).items():
        try:
            store.put(name, block, if_none_match=True)
        except Exception:
            pass  # the same bytes, from a writer who looked at the same version
    return names
