"""A block that is nowhere is empty.

kind: wrong
reason: nowhere
hint: An empty block has a name of its own.
"""

def read_through(name: str, memory: dict, disk: dict, store) -> bytes:
    if name in memory:
        return memory[name]
    right = lambda data: hashlib.sha256(data).hexdigest() == name.partition("-")[2]
    if name in disk:
        if right(disk[name]):
            memory[name] = disk[name]
            return disk[name]
        del disk[name]
    try:
        data = store.get(name)
    except NotThere:
        return b""
    if not right(data):
        raise ValueError(f"block {name} is damaged in the store")
    memory[name] = disk[name] = data
    return data
