"""Types are looked at while blocks are written.

kind: wrong
reason: types
breaks: refused_first
hint: What has been written when the second block turns out to be text?
"""

def write_blocks(store, version: int, blocks: list[bytes]) -> list[str]:
    names = [block_name(b if type(b) is bytes else b"", version) for b in blocks]
    for name, block in dict(zip(names, blocks)).items():
        if type(block) is not bytes:
            raise TypeError(f"a block is bytes, not {type(block).__name__}")
        try:
            store.put(name, block, if_none_match=True)
        except AlreadyExists:
            pass  # the same bytes, from a writer who looked at the same version
    return names
