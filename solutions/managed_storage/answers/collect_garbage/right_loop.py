"""In one loop.

kind: right
"""

def collect_garbage(store, version, versions, grace):
    if len(versions) == 0:
        raise ValueError("at least one version")
    for number in (version, grace):
        if number < 0:
            raise ValueError(f"must not be {number}")
    condemned = []
    for name, size, age in store.list("blocks/"):
        if age < grace or any(name in live for live in versions):
            continue
        condemned.append(name)
    if condemned:
        try:
            store.put("log/%08d" % (version + 1), json.dumps({"sweep": condemned, "add": [], "remove": []}).encode(), True)
        except AlreadyExists as taken:
            raise ConflictError(f"{version + 1}") from taken
    for name in condemned:
        store.delete(name)
    return len(condemned)
