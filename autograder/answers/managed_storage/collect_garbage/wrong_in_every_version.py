"""Only what is in every version stays.

kind: wrong
reason: versions
hint: One reader is enough.
"""

def collect_garbage(store, versions: list[list[str]], grace: float) -> int:
    if grace < 0:
        raise ValueError(f"a grace of {grace} seconds: it cannot be below 0")
    if not versions:
        raise ValueError("no versions were given: that would delete every block")
    needed = set.intersection(*map(set, versions))
    doomed = [found.name for found in store.list("blocks/") if found.name not in needed and found.age >= grace]
    for name in doomed:
        store.delete(name)
    return len(doomed)
