"""Constants are found first, in order; then each gives its place to its number.

kind: right
"""


def parameterise(segment, types):
    texts = {name for name, kind in types.items() if kind == "text"}
    places = []  # what was found where: by the object that it stood in

    def is_lookup(expression, texts):
        named = plans.columns_of(expression)
        asks = expression[0] in ("in", "like") or expression[0] in plans.COMPARISONS
        return asks and len(named) == 1 and named <= texts

    def find(expression, path, texts):
        kind = expression[0]
        if is_lookup(expression, texts):
            places.append((path, expression, *plans.columns_of(expression)))
        elif kind == "literal":
            places.append((path, expression[1]))
        elif kind == "in":
            find(expression[1], (*path, 1), texts)
            places.append(((*path, 2), list(expression[2])))
        elif kind == "case":
            for at, (asked, then) in enumerate(expression[1]):
                find(asked, (*path, 1, at, 0), texts)
                find(then, (*path, 1, at, 1), texts)
            find(expression[2], (*path, 2), texts)
        elif kind in ("like", "substring"):
            raise ValueError(f"{kind} outside of a lookup: {expression}")
        elif kind != "column":
            for at, part in enumerate(expression[1:], 1):
                find(part, (*path, at), texts)

    def copy(value):
        return [copy(part) for part in value] if type(value) is list else value

    steps = []
    for place, step in enumerate(segment.steps):
        if isinstance(step, Keep):
            find(step.predicate, (place, 0), texts)
            steps.append([copy(step.predicate)])
        elif isinstance(step, Compute):
            for at, each in enumerate(step.expressions):
                find(each, (place, at), texts)
            steps.append(copy(step.expressions))
            came = dict(zip(step.names, step.expressions))
            passed = {name for name, e in came.items() if e[0] == "column" and e[1] in texts}
            texts = (texts - set(came)) | passed
        else:
            if step.residual is not None:
                find(step.residual, (place, 0), texts)
            steps.append([copy(step.residual)])
    values = []
    for path, value, *column in places:
        inside = steps
        for at in path[:-1]:
            inside = inside[at]
        kind = "lookup" if column else "parameter"
        inside[path[-1]] = [kind, *column, len(values)]
        values.append(value)
    made = []
    for step, found in zip(segment.steps, steps):
        if isinstance(step, Keep):
            made.append(Keep(found[0]))
        elif isinstance(step, Compute):
            made.append(Compute(step.names, found))
        else:
            made.append(step._replace(residual=found[0]))
    return Segment(segment.source, made, segment.sink, segment.needs), values
