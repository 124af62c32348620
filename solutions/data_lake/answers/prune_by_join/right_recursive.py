"""Files are handed down a tree of the keys' halves.

kind: right
"""


def prune_by_join(files, column, keys, join):
    if join in ("left", "full", "anti"):
        return [file.path for file in files if file.rows != 0]
    if join != "inner" and join != "semi" and join != "right":
        raise ValueError("no such join: " + str(join))
    tree = _tree(sorted(set(filter(lambda key: key is not None, keys))))
    found = []
    for file in files:
        if file.rows == 0 or tree is None:
            continue
        try:
            low, high = file.bounds[column]
        except KeyError:
            found.append(file.path)
            continue
        if _any_between(tree, low, high):
            found.append(file.path)
    return found


def _tree(keys):
    if not keys:
        return None
    middle = len(keys) // 2
    return keys[middle], _tree(keys[:middle]), _tree(keys[middle + 1 :])


def _any_between(tree, low, high):
    while tree is not None:
        key, smaller, larger = tree
        if low <= key <= high:
            return True
        tree = larger if key < low else smaller
    return False
