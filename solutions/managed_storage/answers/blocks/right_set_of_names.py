"""A set of names that were sent.

kind: right
"""

def block_name(data, version):
    return f"blocks/{str(version).zfill(8)}-{hashlib.new('sha256', data).hexdigest()}"


def write_blocks(store, version, blocks):
    strangers = [block for block in blocks if not isinstance(block, bytes)]
    if strangers:
        raise TypeError(f"{strangers[0]!r} is no block")
    sent, names = set(), []
    for block in blocks:
        name = block_name(block, version)
        names.append(name)
        if name not in sent:
            sent.add(name)
            try:
                store.put(name, block, True)
            except AlreadyExists:
                continue
    return names


def read_block(store, name):
    data = store.get(name)
    version, _, _ = name.removeprefix("blocks/").partition("-")
    if block_name(data, int(version)) == name:
        return data
    raise ValueError(name)
