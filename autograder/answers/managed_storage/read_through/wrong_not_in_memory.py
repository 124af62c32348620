"""A block from the store goes to disk alone.

kind: wrong
reason: far
hint: The next read will come soon.
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
    data = store.get(name)
    if not right(data):
        raise ValueError(f"block {name} is damaged in the store")
    disk[name] = data
    return data
