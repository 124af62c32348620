"""What was sent once is not sent again, whichever store it went to.

kind: wrong
reason: laws
breaks: memory
hint: Is the block in this store?
"""

sent = set()


def write_blocks(store, version: int, blocks: list[bytes]) -> list[str]:
    for block in blocks:
        if type(block) is not bytes:
            raise TypeError(f"a block is bytes, not {type(block).__name__}")
    names = [block_name(block, version) for block in blocks]
    for name, block in dict(zip(names, blocks)).items():
        if name in sent:
            continue
        sent.add(name)
        try:
            store.put(name, block, if_none_match=True)
        except AlreadyExists:
            pass  # the same bytes, from a writer who looked at the same version
    return names
