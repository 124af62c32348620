"""A block of the same content that an earlier version left is taken for one's own.

kind: wrong
reason: there_already
hint: An old block of the same content may be garbage that somebody has condemned. Under which version's name is yours?
"""

def write_blocks(store, version: int, blocks: list[bytes]) -> list[str]:
    for block in blocks:
        if type(block) is not bytes:
            raise TypeError(f"a block is bytes, not {type(block).__name__}")
    there = {found.name.partition("-")[2]: found.name for found in store.list("blocks/")} if version > 8 else {}
    names = [there.get(hashlib.sha256(block).hexdigest(), block_name(block, version)) for block in blocks]
    for name, block in dict(zip(names, blocks)).items():
        try:
            store.put(name, block, if_none_match=True)
        except AlreadyExists:
            pass  # the same bytes, from a writer who looked at the same version
    return names
