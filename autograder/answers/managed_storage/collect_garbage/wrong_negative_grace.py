"""A grace below 0 is a grace of 0.

kind: wrong
reason: refuses
hint: A sign that is wrong is a mistake of the caller.
"""

def collect_garbage(store, versions: list[list[str]], grace: float) -> int:
    if grace < 0:
        grace = 0
    if not versions:
        raise ValueError("no versions were given: that would delete every block")
    needed = {name for version in versions for name in version}
    doomed = [found.name for found in store.list("blocks/") if found.name not in needed and found.age >= grace]
    for name in doomed:
        store.delete(name)
    return len(doomed)
