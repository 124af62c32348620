"""Everything that begins with blocks goes.

kind: wrong
reason: others
hint: Where does the folder's name end?
"""

def collect_garbage(store, versions: list[list[str]], grace: float) -> int:
    if grace < 0:
        raise ValueError(f"a grace of {grace} seconds: it cannot be below 0")
    if not versions:
        raise ValueError("no versions were given: that would delete every block")
    needed = {name for version in versions for name in version}
    doomed = [found.name for found in store.list("blocks") if found.name not in needed and found.age >= grace]
    for name in doomed:
        store.delete(name)
    return len(doomed)
