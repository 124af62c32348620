"""A block moves from disk to memory, and the disk has it no more.

kind: wrong
reason: disk_next
hint: Where is the block after the process has ended and begun again?
"""

def read_through(name: str, memory: dict, disk: dict, store) -> bytes:
    if name in memory:
        return memory[name]
    right = lambda data: hashlib.sha256(data).hexdigest() == name.partition("-")[2]
    if name in disk:
        if right(disk[name]):
            memory[name] = disk.pop(name)
            return memory[name]
        del disk[name]
    data = store.get(name)
    if not right(data):
        raise ValueError(f"block {name} is damaged in the store")
    memory[name] = disk[name] = data
    return data
