"""What is in memory is hashed at each read.

kind: wrong
reason: near
breaks: not_hashed
hint: When was a block in memory checked, and what would it cost to check it each time?
"""

def read_through(name, memory, disk, store):
    ok = lambda d: hashlib.sha256(d).hexdigest() == name.partition("-")[2]
    for tier in (memory, disk):
        if name in tier:
            if ok(tier[name]):
                memory[name] = tier[name]
                return tier[name]
            del tier[name]
    d = store.get(name)
    if not ok(d): raise ValueError(name)
    memory[name] = disk[name] = d
    return d
