"""The block is kept before it is checked.

kind: wrong
reason: bad_store
breaks: not_kept
hint: What do the tiers hold after the error?
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
    if not right(data):
        raise ValueError(f"block {name} is damaged in the store")
    return data
