"""Text is encoded.

kind: wrong
reason: types
hint: A block is bytes; guessing an encoding is the caller's business.
"""

def write_blocks(store, version: int, blocks: list[bytes]) -> list[str]:
    blocks = [block.encode() if type(block) is str else block for block in blocks]
    names = [block_name(block, version) for block in blocks]
    for name, block in dict(zip(names, blocks)).items():
        try:
            store.put(name, block, if_none_match=True)
        except AlreadyExists:
            pass  # the same bytes, from a writer who looked at the same version
    return names
