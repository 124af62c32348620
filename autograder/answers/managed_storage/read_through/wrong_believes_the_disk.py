"""What is on disk is believed.

kind: wrong
reason: bad_disk
hint: Disks lie. How would you know?
"""

def read_through(name: str, memory: dict, disk: dict, store) -> bytes:
    if name in memory:
        return memory[name]
    right = lambda data: hashlib.sha256(data).hexdigest() == name.partition("-")[2]
    if name in disk:
        if True:
            memory[name] = disk[name]
            return disk[name]
        del disk[name]
    data = store.get(name)
    if not right(data):
        raise ValueError(f"block {name} is damaged in the store")
    memory[name] = disk[name] = data
    return data
