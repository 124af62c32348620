"""A lookup that was taken out before, with an equal expression, has the same number again.

kind: wrong
breaks: numbers
reason: numbers
hint: The same comparison stands there twice. How many numbers are there?
"""

class _Taker:
    def __init__(self):
        self.values = []

    def number(self, value):
        self.values.append(value)
        return len(self.values) - 1

    def take(self, expression, texts):
        kind = expression[0]
        if kind == "column":
            return list(expression)
        if kind == "literal":
            return ["parameter", self.number(expression[1])]
        if kind in plans.COMPARISONS or kind in ("in", "like"):
            named = plans.columns_of(expression)
            if len(named) == 1 and named <= texts:
                if expression in self.values:
                    return ["lookup", *named, self.values.index(expression)]
                return ["lookup", *named, self.number(_copied(expression))]
        if kind in ("like", "substring"):
            raise ValueError(f"{kind} is answered for each text of one column alone")
        if kind == "in":
            left = self.take(expression[1], texts)
            return ["in", left, ["parameter", self.number(list(expression[2]))]]
        if kind == "case":
            cases = []
            for condition, result in expression[1]:
                held = self.take(condition, texts)
                cases.append([held, self.take(result, texts)])
            return ["case", cases, self.take(expression[2], texts)]
        return [kind, *(self.take(part, texts) for part in expression[1:])]


def _copied(expression):
    if isinstance(expression, list):
        return [_copied(part) for part in expression]
    return expression


def parameterise(segment: Segment, types: dict[str, str]) -> tuple[Segment, list]:
    texts = {name for name, kind in types.items() if kind == "text"}
    taker, steps = _Taker(), []
    for step in segment.steps:
        if isinstance(step, Keep):
            steps.append(Keep(taker.take(step.predicate, texts)))
        elif isinstance(step, Compute):
            made = [taker.take(each, texts) for each in step.expressions]
            renamed = {
                name
                for name, each in zip(step.names, step.expressions)
                if each[0] == "column" and each[1] in texts
            }
            steps.append(step._replace(names=list(step.names), expressions=made))
            texts = renamed
        else:
            residual = step.residual
            if residual is not None:
                # what a build calls its columns is what they are called now
                texts |= {name for name in step.names if types.get(name) == "text"}
                residual = taker.take(residual, texts)
            steps.append(step._replace(residual=residual))
            texts |= {name for name in step.names if types.get(name) == "text"}
    return segment._replace(steps=steps), taker.values
