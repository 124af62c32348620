"""A dict from name to content.

kind: right
"""

from contextlib import suppress


def block_name(data):
    digest = hashlib.sha256()
    digest.update(data)
    return "blocks/" + digest.hexdigest()


def write_blocks(store, blocks):
    if not all(type(block) is bytes for block in blocks):
        raise TypeError("blocks are bytes")
    by_name = {block_name(block): block for block in blocks}
    for name in by_name:
        with suppress(AlreadyExists):
            store.put(name, by_name[name], if_none_match=True)
    return [block_name(block) for block in blocks]


def read_block(store, name):
    if name != block_name(data := store.get(name)):
        raise ValueError(f"{name} does not hold what it says")
    return data
