"""Types are looked at while blocks are written.

kind: wrong
reason: types
hint: What has been written when the second block turns out to be text?
"""

def block_name(data: bytes) -> str:
    return "blocks/" + hashlib.sha256(data).hexdigest()


def write_blocks(store, blocks: list[bytes]) -> list[str]:
    names = ["blocks/" + hashlib.sha256(b if type(b) is bytes else b"").hexdigest() for b in blocks]
    for name, block in dict(zip(names, blocks)).items():
        if type(block) is not bytes:
            raise TypeError(f"a block is bytes, not {type(block).__name__}")
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
