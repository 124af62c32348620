"""The listing is an iterator of versions, files are removed in one pass, and a commit calls itself again.

kind: right
"""


def _versions(store, root, after=""):
    names, more = store.list(root + "/" + table_format.SNAPSHOTS, after)
    for name in names:
        yield table_format.version_of(name)
    if more:
        yield from _versions(store, root, names[-1])


def _json(store, name):
    return table_format.from_bytes(store.get(name).data)


def _cover(files):
    bounds = {column: list(its) for column, its in files[0]["bounds"].items()}
    for file in files[1:]:
        for column in list(bounds):
            if column not in file["bounds"]:
                del bounds[column]
                continue
            low, high = file["bounds"][column]
            bounds[column] = [min(bounds[column][0], low), max(bounds[column][1], high)]
    return bounds


def _new(root, files):
    data = table_format.to_bytes({"files": files})
    return data, {"name": table_format.manifest_name(root, data), "bounds": _cover(files)}


def commit(store, root, added, removed):
    if not (added or removed):
        raise ValueError("an empty commit")
    latest = max(_versions(store, root), default=0)
    old = []
    if latest:
        old = _json(store, table_format.snapshot_name(root, latest))["manifests"]
    manifests, puts, found = [], [], set()
    for manifest in old:
        if removed:
            files = _json(store, manifest["name"])["files"]
            left = [file for file in files if file["path"] not in removed]
            found |= {file["path"] for file in files}
            if len(left) < len(files):
                if left:
                    data, entry = _new(root, left)
                    puts.append((entry["name"], data))
                    manifests.append(entry)
                continue
        manifests.append(manifest)
    for path in removed:
        if path not in found:
            raise ConflictError(f"{path} is not there any more")
    if added:
        files = [{"path": f.path, "rows": f.rows, "bounds": {c: [*b] for c, b in f.bounds.items()}} for f in added]
        data, entry = _new(root, files)
        puts.append((entry["name"], data))
        manifests.append(entry)
    for name, data in puts:
        store.put(name, data)
    name = table_format.snapshot_name(root, latest + 1)
    try:
        store.put(name, table_format.to_bytes({"manifests": manifests}), True)
    except AlreadyExists:
        return commit(store, root, added, removed)
    return latest + 1


def _in(bounds, predicates):
    for column, op, value in predicates:
        low, high = bounds.get(column, (None, None))
        if low is None:
            continue
        if op[0] in "<=" and (value < low or op == "<" and value == low):
            return False
        if op[0] in ">=" and (value > high or op == ">" and value == high):
            return False
    return True


def plan_files(store, root, predicates, version=None):
    version = max(_versions(store, root), default=None) if version is None else version
    paths = []
    if version is not None:
        for entry in _json(store, table_format.snapshot_name(root, version))["manifests"]:
            if _in(entry["bounds"], predicates):
                files = _json(store, entry["name"])["files"]
                paths.extend(file["path"] for file in files if _in(file["bounds"], predicates))
    return paths
