"""A function for each kind of expression; values are handed upwards and numbered by a count.

kind: right
"""


def parameterise(segment, types):
    kinds, made, values = dict(types), [], []
    for step in segment.steps:
        if isinstance(step, Keep):
            step = Keep(_taken(step.predicate, kinds, values))
        elif isinstance(step, Compute):
            found = [_taken(each, kinds, values) for each in step.expressions]
            renamed = {n: kinds.get(e[1]) if e[0] == "column" else None for n, e in zip(step.names, found)}
            kinds.update(renamed)
            step = Compute(list(step.names), found)
        elif step.residual is not None:
            left = step[:4]
            step = Probe(*left, _taken(step.residual, kinds, values))
        made.append(step)
    return Segment(segment.source, made, segment.sink, list(segment.needs)), values


def _named(expression):
    if not isinstance(expression, list) or not expression:
        return []
    if expression[0] == "column":
        return [expression[1]]
    if expression[0] in ("in", "like", "substring"):
        return _named(expression[1])
    if expression[0] == "literal":
        return []
    return [name for part in expression for name in (_named(part) if isinstance(part, list) else [])] \
        if expression[0] != "case" else _named(["", *[p for pair in expression[1] for p in pair], expression[2]])


def _taken(expression, kinds, values):
    word = expression[0]
    if word == "column":
        return list(expression)
    named = set(_named(expression))
    if word in ("=", "<>", "<", "<=", ">", ">=", "in", "like"):
        if [kinds.get(name) for name in named] == ["text"]:
            values.append(expression)
            return ["lookup", named.pop(), len(values) - 1]
    if word in ("like", "substring"):
        raise ValueError(f"no loop runs a {word}")
    if word == "literal":
        values.append(expression[1])
        return ["parameter", len(values) - 1]
    found = [word]
    for part in expression[1:]:
        if word == "in" and len(found) == 2:
            values.append(part[:])
            found.append(["parameter", len(values) - 1])
        elif word == "case" and len(found) == 1:
            found.append([[_taken(each, kinds, values) for each in pair] for pair in part])
        else:
            found.append(_taken(part, kinds, values))
    return found
