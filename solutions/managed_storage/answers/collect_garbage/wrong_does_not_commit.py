"""Nothing is written to the log.

kind: wrong
reason: entry
breaks: entry
hint: How does a writer who is about to commit one of these blocks learn of it?
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
    return len(condemned)
