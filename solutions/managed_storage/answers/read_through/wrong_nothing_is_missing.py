"""A block of no bytes is falsy, and is taken for one that is not there.

kind: wrong
reason: near
hint: What does "if data:" do with a block of no bytes? Ask whether the name is there.
"""

def read_through(name, memory, disk, store):
    data = memory.get(name)
    if data:
        return data
    data = disk.get(name)
    if data:
        if hashlib.sha256(data).hexdigest() == name.partition("-")[2]:
            memory[name] = data
            return data
        del disk[name]
    data = store.get(name)
    if hashlib.sha256(data).hexdigest() != name.partition("-")[2]:
        raise ValueError(name)
    disk[name] = memory[name] = data
    return data
