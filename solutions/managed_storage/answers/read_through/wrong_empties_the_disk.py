"""One damaged block, and the whole disk is thrown away.

kind: wrong
reason: bad_disk
breaks: nothing_else
hint: Which blocks of the disk did you find to be damaged?
"""

def read_through(name, memory, disk, store):
    if name in memory: return memory[name]
    ok = lambda d: hashlib.sha256(d).hexdigest() == name.partition("-")[2]
    if name in disk:
        if ok(disk[name]):
            memory[name] = disk[name]; return disk[name]
        disk.clear()
    data = store.get(name)
    if not ok(data): raise ValueError(name)
    memory[name] = disk[name] = data
    return data
