"""A visitor with a method for each kind of step, which keeps kinds of columns in a dict for the whole plan.

kind: right
"""


class Visitor:
    def __init__(self):
        self.lines = []
        self.kind = {}

    def visit(self, step):
        """Whether there is an aggregate in the step or below."""
        return getattr(self, "visit_" + type(step).__name__)(step)

    def visit_Scan(self, step):
        self.kind.update(dict.fromkeys(step.names, "stored"))
        return False

    def visit_Filter(self, step):
        return self.visit(step.input)

    def visit_Sort(self, step):
        grouped = self.visit(step.input)
        self.lines += [] if step.limit is None else ["limit"]
        return grouped

    def visit_Project(self, step):
        grouped = self.visit(step.input)
        kinds = [self.of(expression) for expression in step.expressions]
        self.kind.update(zip(step.names, kinds))
        return grouped

    def visit_Join(self, step):
        sides = [self.visit(step.left), self.visit(step.right)]
        if step.kind != "inner":
            self.lines.append(" ".join([step.kind, "join"]))
        if True in sides:
            self.lines.append("aggregate below a join")
        return True in sides

    def visit_Aggregate(self, step):
        if self.visit(step.input):
            self.lines.append("aggregate below an aggregate")
        made = {}
        for name, one in zip(step.names, step.aggregates):
            function, column = one[0], one[1]
            kind = self.kind.get(column, "stored")
            if one[2] and function in {"count", "sum", "avg"}:
                self.lines.append("distinct %s" % function)
            if kind == "float" and function in {"sum", "avg"}:
                self.lines.append("%s of floats" % function)
            made[name] = {"avg": "float", "count": "stored"}.get(function, kind)
        self.kind.update(made)
        return True

    def of(self, expression):
        match expression[0]:
            case "float" | "/":
                return "float"
            case "literal":
                return "float" if isinstance(expression[1], float) else "stored"
            case "column":
                return self.kind[expression[1]]
            case "+" | "-" | "*":
                parts = expression[1:]
            case "case":
                parts = [value for _, value in expression[1]] + [expression[2]]
            case _:
                parts = []
        return "float" if "float" in map(self.of, parts) else "stored"


def obstacles(view):
    visitor = Visitor()
    visitor.visit(view)
    return visitor.lines
