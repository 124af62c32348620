"""What the store gives is believed.

kind: wrong
reason: bad_store
hint: The name says what the bytes must hash to.
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
    memory[name] = disk[name] = data
    return data
