"""The conditions of a case are gone through one after the other, and the last true one has the say.

kind: wrong
breaks: expressions
reason: rows
hint: Two conditions hold. Whose result counts?
"""

import ast

_COMPARE = {
    "=": ast.Eq,
    "<>": ast.NotEq,
    "<": ast.Lt,
    "<=": ast.LtE,
    ">": ast.Gt,
    ">=": ast.GtE,
}
_ARITHMETIC = {"+": ast.Add, "-": ast.Sub, "*": ast.Mult, "/": ast.Div}


def _read(name):
    return ast.Name(name, ast.Load())


def _assign(name, value):
    return ast.Assign([ast.Name(name, ast.Store())], value, lineno=0)


def _at(array, index):
    return ast.Subscript(array, index, ast.Load())


def _parsed(text, **nodes):
    """Statements of a text, in which names in capitals stand for nodes or bodies."""

    class Put(ast.NodeTransformer):
        def visit_Name(self, node):
            return nodes.get(node.id, node)

        def visit_Expr(self, node):
            if isinstance(node.value, ast.Name) and isinstance(nodes.get(node.value.id), list):
                return nodes[node.value.id] or [ast.Pass()]
            return self.generic_visit(node)

    return [Put().visit(each) for each in ast.parse(text).body]


class _Tree:
    def __init__(self, segment, types):
        self.segment, self.types = segment, types
        self.head, self.fresh = {}, 0

    def name(self, letter):
        self.fresh += 1
        return f"{letter}{self.fresh}"

    def array(self, name, *path):
        """An array that the function unpacks before its loop."""
        if name not in self.head:
            code = path[0] + "".join(f"[{each}]" for each in path[1:])
            self.head[name] = _assign(name, ast.parse(code, mode="eval").body)
        return _read(name)

    # an expression: statements before it, its tree, and whether it is a text
    def expression(self, it, seen):
        kind, *parts = it
        if kind == "column":
            tree, of = seen[parts[0]]
            return [], tree, of == "text"
        if kind == "parameter":
            return [], self.array(f"p{parts[0]}", "parameters", parts[0]), False
        if kind == "lookup":
            answers = self.array(f"p{parts[1]}", "parameters", parts[1])
            return [], _at(answers, seen[parts[0]][0]), False
        if kind == "case":
            return self.case(*parts, seen)
        if kind == "in":
            before, value, text = self.expression(parts[0], seen)
            if text:
                raise ValueError("in of texts")
            found, each, value_name = self.name("f"), self.name("e"), self.name("x")
            search = _parsed(
                f"{value_name} = VALUE\n{found} = False\n"
                f"for {each} in VALUES:\n if {each} == {value_name}:\n  {found} = True\n  break",
                VALUE=value,
                VALUES=self.array(f"p{parts[1][1]}", "parameters", parts[1][1]),
            )
            return before + search, _read(found), False
        if kind in ("and", "or"):
            before, one, _ = self.expression(parts[0], seen)
            between, two, _ = self.expression(parts[1], seen)
            if not between:
                sign = ast.And() if kind == "and" else ast.Or()
                return before, ast.BoolOp(sign, [one, two]), False
            held = self.name("h")
            test = _read(held) if kind == "and" else ast.UnaryOp(ast.Not(), _read(held))
            second = ast.If(test, [*between, _assign(held, two)], [])
            return [*before, _assign(held, one), second], _read(held), False
        if kind == "not":
            before, one, _ = self.expression(parts[0], seen)
            return before, ast.UnaryOp(ast.Not(), one), False
        if kind == "float":
            before, one, _ = self.expression(parts[0], seen)
            return before, ast.Call(_read("float"), [one], []), False
        if kind not in _COMPARE and kind not in _ARITHMETIC:
            raise ValueError(f"{kind} is not for loops")
        before, one, text = self.expression(parts[0], seen)
        between, two, other = self.expression(parts[1], seen)
        if kind in _COMPARE:
            if text or other:
                raise ValueError("texts that are compared")
            return before + between, ast.Compare(one, [_COMPARE[kind]()], [two]), False
        return before + between, ast.BinOp(one, _ARITHMETIC[kind](), two), text

    def case(self, cases, otherwise, seen):
        result = self.name("r")
        before, value, text = self.expression(otherwise, seen)
        statements = [*before, _assign(result, value)]
        for condition, then in cases:
            first, test, _ = self.expression(condition, seen)
            before, value, other = self.expression(then, seen)
            text = text or other
            statements += [*first, ast.If(test, [*before, _assign(result, value)], [])]
        return statements, _read(result), text

    def steps(self, steps, seen, probes=0):
        """The statements for a row that has come as far as these steps."""
        if not steps:
            return self.sink(seen)
        step, *rest = steps
        match step:
            case Keep(predicate):
                before, test, _ = self.expression(predicate, seen)
                return [*before, ast.If(test, self.steps(rest, seen, probes), [])]
            case Compute(names, expressions):
                statements, now = [], {}
                for name, each in zip(names, expressions):
                    before, value, text = self.expression(each, seen)
                    if each[0] == "column":
                        now[name] = seen[each[1]]
                        continue
                    variable = self.name("v")
                    statements += [*before, _assign(variable, value)]
                    now[name] = _read(variable), "text" if text else "number"
                return statements + self.steps(rest, now, probes)
            case Probe():
                return self.probe(step, rest, seen, probes)

    def probe(self, step, rest, seen, k):
        if step.kind not in ("inner", "semi", "anti") or len(step.keys) != 1:
            raise ValueError(f"a join {step.kind} of {len(step.keys)} keys")
        key, kind = seen[step.keys[0]]
        if kind == "text":
            raise ValueError("the key is a text")
        low, high, middle, at = (f"{letter}{k}" for letter in ("low", "high", "middle", "at"))
        keys = self.array(f"t{k}_0", "tables", k, 0)
        both = dict(seen)
        for number, name in enumerate(step.names, 1):
            array = self.array(f"t{k}_{number}", "tables", k, number)
            both[name] = _at(array, _read(at)), self.types[name]
        search = (
            f"key{k} = KEY\n{low} = 0\n{high} = len(KEYS)\n"
            f"while {low} < {high}:\n {middle} = ({low} + {high}) // 2\n"
            f" if KEYS[{middle}] < key{k}:\n  {low} = {middle} + 1\n else:\n  {high} = {middle}\n"
        )
        here = f"{low} < len(KEYS) and KEYS[{low}] == key{k}"
        go = f" {at} = {low}\n {low} += 1\n BODY"
        if step.kind == "inner":
            body = self.steps(rest, both, k + 1)
            if step.residual is not None:
                before, test, _ = self.expression(step.residual, both)
                body = [*before, ast.If(test, body, [])]
            return _parsed(f"{search}while {here}:\n{go}", KEY=key, KEYS=keys, BODY=body)
        met = f"met{k}"
        body = [_assign(met, ast.Constant(True))]
        if step.residual is not None:
            before, test, _ = self.expression(step.residual, both)
            body = [*before, ast.If(test, body, [])]
        wanted = met if step.kind == "semi" else f"not {met}"
        return _parsed(
            f"{search}{met} = False\nwhile not {met} and {here}:\n{go}\nif {wanted}:\n REST",
            KEY=key,
            KEYS=keys,
            BODY=body,
            REST=self.steps(rest, seen, k + 1),
        )

    def sink(self, seen):
        sink = self.segment.sink
        count = _parsed("end = end + 1")
        if not isinstance(sink, Group):
            writes = []
            for place, (tree, _) in enumerate(seen.values()):
                into = self.array(f"o{place}", "out", place)
                writes += _parsed("INTO[end] = VALUE", INTO=into, VALUE=tree)
            return _parsed("if end < room:\n WRITES", WRITES=writes) + count
        if any(seen[name][1] != "text" for name in sink.group_by):
            raise ValueError("groups are of texts")
        sizes, counts = self.array("o0", "out", 0), self.array("o1", "out", 1)
        statements = _parsed("group = 0")
        for place, name in enumerate(sink.group_by):
            statements += _parsed(
                f"group = group * SIZES[{place}] + CODE", SIZES=sizes, CODE=seen[name][0]
            )
        statements += _parsed("COUNTS[group] += 1", COUNTS=counts)
        for place, (function, column, distinct, _) in enumerate(sink.aggregates, 2):
            if distinct:
                raise ValueError("distinct is not for loops")
            if function != "count" and seen[column][1] == "text":
                raise ValueError(f"{function} of a text")
            into = self.array(f"o{place}", "out", place)
            value = ast.Constant(1) if function == "count" else seen[column][0]
            if function in ("min", "max"):
                text = f"INTO[group] = {function}(INTO[group], VALUE)"
            else:
                text = "INTO[group] += VALUE"
            statements += _parsed(text, INTO=into, VALUE=value)
        return statements + count


def generate(segment: Segment, types: dict[str, str]) -> str:
    probed = [name for step in segment.steps if isinstance(step, Probe) for name in step.names]
    source = list(types)[: len(types) - len(probed)]
    tree = _Tree(segment, types)
    seen = {
        name: (_at(tree.array(f"c{k}", "columns", k), _read("i")), types[name])
        for k, name in enumerate(source)
    }
    body = tree.steps(list(segment.steps), seen)
    function = _parsed(
        "def segment(rows, room, columns, parameters, tables, out):\n"
        " HEAD\n end = 0\n for i in range(rows):\n  BODY\n return end",
        HEAD=list(tree.head.values()),
        BODY=body,
    )
    # the text alone counts: one tree may stand in it at several places
    return ast.unparse(ast.Module(function, [])) + "\n"
