"""Documents as lists of paths and leaves; what is left is built anew.

kind: right
"""


def _leaves(value, path=()):
    if type(value) is dict and value:
        for name, part in value.items():
            yield from _leaves(part, path + (name,))
    else:
        yield path, value


def _build(leaves, document):
    if type(document) is not dict:
        return document
    made = {}
    for path, value in leaves:
        inner = made
        for name in path[:-1]:
            inner = inner.setdefault(name, {})
        if path:
            inner[path[-1]] = value if value != {} or type(value) is not dict else {}
    return made


def _kind(value):
    name = type(value).__name__
    if name == "int" and not -(2**63) <= value <= 2**63 - 1:
        return "none"
    return name


def shred(documents, columns):
    kinds = {}
    for column in columns:
        if column.path in kinds:
            raise ValueError(f"{column.path} comes twice")
        kinds[column.path] = column.kind
    rests, found = [], []
    for document in documents:
        its, left = {}, []
        for path, value in _leaves(document):
            if path and kinds.get(path) == _kind(value):
                its[path] = value
            else:
                left.append((path, value))
        found.append(its)
        rests.append(_build(left, document))
    values = [[its.get(column.path) for its in found] for column in columns]
    return Shredded(values=values, rests=rests)


def assemble(columns, shredded):
    if len(columns) != len(shredded.values):
        raise ValueError(f"{len(shredded.values)} lists for {len(columns)} columns")
    documents = []
    for number, rest in enumerate(shredded.rests):
        its = [(c.path, v[number]) for c, v in zip(columns, shredded.values)]
        its = [(path, value) for path, value in its if value is not None]
        documents.append(_build([*_leaves(rest), *its], rest))
    return documents
