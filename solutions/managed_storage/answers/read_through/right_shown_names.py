"""A loop over the tiers, whose message shows the name as Python would write it.

kind: right
"""


def read_through(name, memory, disk, store):
    def whole(data):
        digest = hashlib.sha256()
        digest.update(data)
        return name.partition("-")[2] == digest.hexdigest()

    if name not in memory:
        if name in disk and not whole(disk[name]):
            disk.pop(name)
        if name not in disk:
            fetched = store.get(name)
            if not whole(fetched):
                raise ValueError(f"damaged block {name!r}")
            disk.update({name: fetched})
        memory[name] = disk[name]
    return memory[name]
