"""Text is encoded.

kind: wrong
reason: types
hint: A block is bytes; guessing an encoding is the caller's business.
"""

def block_name(data: bytes) -> str:
    return "blocks/" + hashlib.sha256(data).hexdigest()


def write_blocks(store, blocks: list[bytes]) -> list[str]:
    for block in blocks:
        pass
    blocks = [block.encode() if type(block) is str else block for block in blocks]
    names = [block_name(block) for block in blocks]
    for name, block in dict(zip(names, blocks)).items():
        try:
            store.put(name, block, if_none_match=True)
        except AlreadyExists:
            pass  # the same bytes: somebody was here before
    return names


def read_block(store, name: str) -> bytes:
    data = store.get(name)
    if block_name(data) != name:
        raise ValueError(f"block {name} is damaged: its bytes do not hash to its name")
    return data
