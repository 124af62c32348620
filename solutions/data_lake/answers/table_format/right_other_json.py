"""Manifests have names of chance, JSON is written as it comes, and a class holds a version.

kind: right
"""
import json
import uuid


class _Version:
    def __init__(self, store, root, number=None):
        self.store, self.root, self.number = store, root, number
        if number is None:
            page, self.number = None, 0
            after = ""
            while page is None or page.more:
                page = store.list(f"{root}/snapshots/", after)
                if page.names:
                    after = page.names[-1]
                    self.number = table_format.version_of(after)
        self.entries = []
        if self.number or number is not None:
            text = store.get(table_format.snapshot_name(root, self.number)).data
            self.entries = json.loads(text)["manifests"]

    def files(self, entry):
        return json.loads(self.store.get(entry["name"]).data)["files"]

    def write(self, files):
        name = f"{self.root}/manifests/{uuid.uuid4().hex}.json"
        self.store.put(name, json.dumps({"files": files}, indent=1).encode())
        bounds = {}
        for column in files[0]["bounds"]:
            its = [file["bounds"].get(column) for file in files]
            if None not in its:
                lows, highs = zip(*its)
                bounds[column] = [min(lows), max(highs)]
        return {"name": name, "bounds": bounds}


def commit(store, root, added, removed):
    if len(added) + len(removed) == 0:
        raise ValueError("nothing to do")
    new = None
    while True:
        base, gone, entries = _Version(store, root), set(removed), []
        changed = []
        for entry in base.entries:
            files = base.files(entry) if gone else []
            left = [file for file in files if file["path"] not in gone]
            if len(left) < len(files):
                gone -= {file["path"] for file in files}
                changed.append((len(entries), left))
            entries.append(entry)
        if gone:
            raise ConflictError("not in the table: " + ", ".join(sorted(gone)))
        for at, left in reversed(changed):
            entries[at : at + 1] = [base.write(left)] if left else []
        if added:
            new = new or base.write(
                [{"path": path, "rows": rows, "bounds": {c: list(b) for c, b in bounds.items()}}
                 for path, rows, bounds in added]
            )  # fmt: skip
            entries.append(new)
        data = json.dumps({"manifests": entries}).encode()
        try:
            store.put(table_format.snapshot_name(root, base.number + 1), data, if_none_match=True)
            return base.number + 1
        except AlreadyExists:
            pass


def plan_files(store, root, predicates, version=None):
    table = _Version(store, root, version)
    found = []
    for entry in table.entries:
        if not _out(entry, predicates):
            found += [it["path"] for it in table.files(entry) if not _out(it, predicates)]
    return found


def _out(described, predicates):
    for column, op, value in predicates:
        if column in described["bounds"]:
            low, high = described["bounds"][column]
            above = low > value or low == value and op == "<"
            below = high < value or high == value and op == ">"
            if op != ">" and op != ">=" and above or op != "<" and op != "<=" and below:
                return True
    return False
