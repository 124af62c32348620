"""With get and walrus.

kind: right
"""

def read_through(name, memory, disk, store):
    if (data := memory.get(name)) is not None:
        return data
    digest = name.rpartition("-")[2]
    good = lambda data: hashlib.sha256(data).hexdigest() == digest
    data = disk.get(name)
    if data is None or not good(data):
        disk.pop(name, None)
        data = store.get(name)
        if not good(data):
            raise ValueError(f"{name} is damaged")
        disk[name] = data
    memory[name] = data
    return data
