"""The lists of the caller are added up in place.

kind: wrong
reason: versions
hint: Whose list do you extend with +=?
"""

def collect_garbage(store, versions, grace):
    if grace < 0: raise ValueError(str(grace))
    if not versions: raise ValueError("none")
    keep = versions[0]
    for v in versions[1:]: keep += v
    gone = [f for f in store.list("blocks/") if f.name not in keep and f.age >= grace]
    for f in gone: store.delete(f.name)
    return len(gone)
