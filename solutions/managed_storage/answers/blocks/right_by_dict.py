"""A dict from name to content.

kind: right
"""

from contextlib import suppress


def block_name(data, version):
    digest = hashlib.sha256()
    digest.update(data)
    return "blocks/%08d-%s" % (version, digest.hexdigest())


def write_blocks(store, version, blocks):
    if not all(type(block) is bytes for block in blocks):
        raise TypeError("blocks are bytes")
    by_name = {block_name(block, version): block for block in blocks}
    for name in by_name:
        with suppress(AlreadyExists):
            store.put(name, by_name[name], if_none_match=True)
    return [block_name(block, version) for block in blocks]


def read_block(store, name):
    if name[name.index("-") + 1 :] != hashlib.sha256(data := store.get(name)).hexdigest():
        raise ValueError(f"{name} does not hold what it says")
    return data
