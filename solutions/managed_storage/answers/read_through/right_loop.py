"""Over the tiers in a loop.

kind: right
"""

def read_through(name, memory, disk, store):
    for tier in (memory, disk):
        if name not in tier:
            continue
        if tier is memory or name.partition("-")[2] == hashlib.sha256(tier[name]).hexdigest():
            return memory.setdefault(name, tier[name])
        tier.pop(name)
    data = store.get(name)
    if hashlib.sha256(data).hexdigest() != name.partition("-")[2]:
        raise ValueError("damaged: " + name)
    for tier in (memory, disk):
        tier[name] = data
    return data
