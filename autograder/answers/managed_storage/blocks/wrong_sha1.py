"""Names are shortened to sixteen digits.

kind: wrong
reason: names
hint: Which hash, and how much of it, does the task ask for?
"""

def block_name(data: bytes) -> str:
    return "blocks/" + hashlib.sha256(data).hexdigest()[:16]


def write_blocks(store, blocks: list[bytes]) -> list[str]:
    for block in blocks:
        if type(block) is not bytes:
            raise TypeError(f"a block is bytes, not {type(block).__name__}")
    names = ["blocks/" + hashlib.sha256(block).hexdigest() for block in blocks]
    for name, block in dict(zip(names, blocks)).items():
        try:
            store.put(name, block, if_none_match=True)
        except AlreadyExists:
            pass  # the same bytes: somebody was here before
    return names


def read_block(store, name: str) -> bytes:
    data = store.get(name)
    if "blocks/" + hashlib.sha256(data).hexdigest() != name:
        raise ValueError(f"block {name} is damaged: its bytes do not hash to its name")
    return data
