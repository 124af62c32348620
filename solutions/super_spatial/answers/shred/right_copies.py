"""A deep copy is cut down, column by column; values are put back from the longest path to the shortest.

kind: right
"""

from copy import deepcopy


def _fits(value, kind):
    if kind == "bool":
        return isinstance(value, bool)
    if kind == "int":
        small = isinstance(value, int) and value.bit_length() <= 63 or value == -(2**63)
        return small and type(value) is int
    return isinstance(value, float if kind == "float" else str)


def _holder(document, path):
    for name in path[:-1]:
        if not isinstance(document, dict) or name not in document:
            return None
        document = document[name]
    return document if isinstance(document, dict) and path[-1] in document else None


def shred(documents, columns):
    paths = [column.path for column in columns]
    for path in paths:
        if paths.count(path) > 1:
            raise ValueError(f"more than one column for {path}")
    rests = deepcopy(documents)
    values = []
    for path, kind in columns:
        its = []
        for rest in rests:
            holder = _holder(rest, path)
            if holder is None or not _fits(holder[path[-1]], kind):
                its.append(None)
                continue
            its.append(holder.pop(path[-1]))
            shorter = path[:-1]
            while shorter:
                around = _holder(rest, shorter)
                if around[shorter[-1]] != {}:
                    break
                del around[shorter[-1]]
                shorter = shorter[:-1]
        values.append(its)
    return Shredded(values, rests)


def assemble(columns, shredded):
    values, rests = shredded
    if len(values) != len(columns):
        raise ValueError(f"there are {len(columns)} columns and {len(values)} lists of values")
    documents = deepcopy(rests)
    for number in sorted(range(len(columns)), key=lambda at: -len(columns[at].path)):
        path = columns[number].path
        for document, value in zip(documents, values[number]):
            if value is None:
                continue
            for name in path[:-1]:
                if name not in document:
                    document[name] = {}
                document = document[name]
            document[path[-1]] = value
    return documents
