"""The blocks are deleted, then the entry says so.

kind: wrong
reason: crash
breaks: only_then
hint: Your node dies between its deletes and its entry. Who tells the writer who is about to commit one of these blocks?
"""

def collect_garbage(store, version: int, versions: list[list[str]], grace: float) -> int:
    if version < 0 or grace < 0:
        raise ValueError(f"version {version}, a grace of {grace} seconds: neither can be below 0")
    if not versions:
        raise ValueError("no versions were given: that would delete every block")
    needed = {name for live in versions for name in live}
    condemned = [found.name for found in store.list("blocks/") if found.name not in needed and found.age >= grace]
    if not condemned:
        return 0
    for name in condemned:
        store.delete(name)
    entry = json.dumps({"add": [], "remove": [], "sweep": condemned}).encode()
    try:
        store.put(f"log/{version + 1:08}", entry, if_none_match=True)  # from here on nobody commits one of them
    except AlreadyExists:
        raise ConflictError(f"version {version + 1} is another's: recover, and look again") from None
    return len(condemned)
