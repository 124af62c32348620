"""A block from the store is not put on disk.

kind: wrong
reason: far
breaks: store_last
hint: What is left when memory is full?
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
        if right(data):
            disk[name] = memory[name] = data
            return data
        raise ValueError(f"block {name} is damaged in the store")
    data = store.get(name)
    if not right(data):
        raise ValueError(f"block {name} is damaged in the store")
    memory[name] = data
    return data
