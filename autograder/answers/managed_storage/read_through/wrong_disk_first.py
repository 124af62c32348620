"""The disk is asked before memory.

kind: wrong
reason: near
hint: Which is nearer?
"""

def read_through(name: str, memory: dict, disk: dict, store) -> bytes:
    if name in memory and disk.setdefault(name, memory[name]):
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
    memory[name] = disk[name] = data
    return data
