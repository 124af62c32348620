"""Names are shortened to sixteen digits.

kind: wrong
reason: names
hint: Which hash, and how much of it, does the task ask for?
"""

def block_name(data: bytes, version: int) -> str:
    return f"blocks/{version:08}-{hashlib.sha256(data).hexdigest()[:16]}"


def write_blocks(store, version, blocks):
    right_name = lambda data: f"blocks/{version:08}-{hashlib.sha256(data).hexdigest()}"
    for block in blocks:
        if type(block) is not bytes:
            raise TypeError(f"a block is bytes, not {type(block).__name__}")
    names = [right_name(block) for block in blocks]
    for name, block in dict(zip(names, blocks)).items():
        try:
            store.put(name, block, if_none_match=True)
        except AlreadyExists:
            pass  # the same bytes, from a writer who looked at the same version
    return names
