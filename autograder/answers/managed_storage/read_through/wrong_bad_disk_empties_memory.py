"""One damaged block on disk, and all of memory is thrown away.

kind: wrong
reason: bad_disk
hint: What has the disk to do with blocks that were checked when they came?
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
        memory.clear()
    data = store.get(name)
    if not right(data):
        raise ValueError(f"block {name} is damaged in the store")
    memory[name] = disk[name] = data
    return data
