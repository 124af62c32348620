"""Goes over the steps from the last to the first with a stack, and asks each for what lies below it.

kind: right
"""


def obstacles(view):
    order, left = [], [view]
    while left:
        step = left.pop()
        order.append(step)
        left += plans.inputs(step)
    told = []
    for step in reversed(order):
        told += [*own(step)]
    return told


def own(step):
    below = [one for part in plans.inputs(step) for one in plans.steps(part)]
    groups = any(type(one) is plans.Aggregate for one in below)
    name = type(step).__name__
    if name == "Join" and step.kind in ("left", "semi", "anti"):
        yield step.kind + " join"
    if name == "Join" and groups:
        yield "aggregate below a join"
    if name == "Aggregate" and groups:
        yield "aggregate below an aggregate"
    if name == "Aggregate":
        for function, column, distinct, _ in step.aggregates:
            if distinct and function not in ("min", "max"):
                yield "distinct " + function
            if function in ("sum", "avg") and floating(step.input, column):
                yield function + " of floats"
    if name == "Sort" and step.limit is not None:
        yield "limit"


def floating(step, column):
    """Whether a column of the step's result is a float: asked of the step that makes it."""
    if isinstance(step, plans.Scan):
        return False
    if isinstance(step, plans.Project):
        made = step.expressions[step.names.index(column)]
        return counts_as_float(made, step.input)
    if isinstance(step, plans.Aggregate) and column in step.names:
        function, of, *_ = step.aggregates[step.names.index(column)]
        return function == "avg" or function != "count" and floating(step.input, of)
    owner = next(part for part in plans.inputs(step) if column in plans.names(part))
    return floating(owner, column)


def counts_as_float(expression, below):
    kind = expression[0]
    if kind in ("float", "/"):
        return True
    if kind == "literal":
        return type(expression[1]) is float
    if kind == "column":
        return floating(below, expression[1])
    values = []
    if kind in ("+", "-", "*"):
        values = expression[1:]
    if kind == "case":
        values = [case[1] for case in expression[1]] + [expression[2]]
    return any(counts_as_float(value, below) for value in values)
