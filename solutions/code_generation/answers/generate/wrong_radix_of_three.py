"""Of three group columns the digits are weighed with the wrong bases: each by its own and its sum with the next.

kind: wrong
breaks: groups
reason: groups
hint: Write 1, 2, 3 as digits with the bases 2, 3, 5. What stands before the last one?
"""

_SIGNS = {"=": "==", "<>": "!=", "and": "and", "or": "or"} | {s: s for s in "+-*/<>"} | {
    "<=": "<=",
    ">=": ">=",
}


class _Writer:
    def __init__(self, segment, types):
        self.segment, self.types = segment, types
        self.lines, self.depth, self.variables = [], 2, 0
        brought = sum(len(s.names) for s in segment.steps if isinstance(s, Probe))
        source = list(types)[: len(types) - brought]
        self.code = {name: f"columns[{k}][i]" for k, name in enumerate(source)}
        self.kind = {name: types[name] for name in source}

    def line(self, text):
        self.lines.append("    " * self.depth + text)

    def kind_of(self, expression):
        match expression:
            case ["column", name]:
                return self.kind[name]
            case ["case", cases, otherwise]:
                kinds = [self.kind_of(otherwise), *(self.kind_of(then) for _, then in cases)]
                return "text" if "text" in kinds else kinds[0]
            case ["+" | "-" | "*", one, _]:
                return self.kind_of(one)
        return "other"

    def text(self, expression):
        match expression:
            case ["column", name]:
                return self.code[name]
            case ["parameter", n]:
                return f"parameters[{n}]"
            case ["lookup", name, n]:
                return f"parameters[{n}][{self.code[name]}]"
            case ["float", one]:
                return f"float({self.text(one)})"
            case ["not", one]:
                return f"(not {self.text(one)})"
            case ["in", one, ["parameter", n]]:
                if self.kind_of(one) == "text":
                    raise ValueError("a text that is looked for, and not in a lookup")
                return f"({self.text(one)} == parameters[{n}]).any()"
            case ["case", cases, otherwise]:
                text = self.text(otherwise)
                for condition, then in reversed(cases):
                    text = f"({self.text(then)} if {self.text(condition)} else {text})"
                return text
            case [sign, one, two] if sign in _SIGNS:
                if sign in plans.COMPARISONS and "text" in map(self.kind_of, (one, two)):
                    raise ValueError("a comparison of texts")
                return f"({self.text(one)} {_SIGNS[sign]} {self.text(two)})"
        raise ValueError(f"no loop computes {expression[0]}")

    def keep(self, predicate):
        self.line(f"if not {self.text(predicate)}:")
        self.line("    continue")

    def compute(self, step):
        code, kind = {}, {}
        for name, each in zip(step.names, step.expressions):
            kind[name] = self.kind_of(each)
            if each[0] == "column":
                code[name] = self.code[each[1]]
            else:
                code[name] = f"v{self.variables}"
                self.variables += 1
                self.line(f"{code[name]} = {self.text(each)}")
        self.code, self.kind = code, kind

    def probe(self, k, step):
        if step.kind not in ("inner", "semi", "anti"):
            raise ValueError(f"a join of kind {step.kind}")
        if len(step.keys) != 1:
            raise ValueError(f"a join by {len(step.keys)} keys")
        (key,) = step.keys
        if self.kind[key] == "text":
            raise ValueError("a text as a key")
        keys, at = f"tables[{k}][0]", f"at{k}"
        before = dict(self.code), dict(self.kind)
        self.line(f"key{k} = {self.code[key]}")
        if step.kind != "inner":
            self.line(f"met{k} = False")
        self.line(f"for {at} in range(np.searchsorted({keys}, key{k}), len({keys})):")
        self.depth += 1
        self.line(f"if {keys}[{at}] != key{k}:")
        self.line("    break")
        for number, name in enumerate(step.names, 1):
            self.code[name] = f"tables[{k}][{number}][{at}]"
            self.kind[name] = self.types[name]
        if step.residual is not None:
            self.keep(step.residual)
        if step.kind != "inner":
            self.line(f"met{k} = True")
            self.line("break")
            self.depth -= 1
            self.code, self.kind = before
            self.line(f"if {'not ' if step.kind == 'semi' else ''}met{k}:")
            self.line("    continue")

    def group(self, sink):
        if any(self.kind[name] != "text" for name in sink.group_by):
            raise ValueError("a group by another column than texts")
        group = "0"
        for number, name in enumerate(sink.group_by):
            code = self.code[name]
            group = code if number == 0 else f"{group} * out[0][{number}] + {code}"
        self.line(f"group = {group}")
        self.line("out[1][group] += 1")
        for place, (function, column, distinct, _) in enumerate(sink.aggregates, 2):
            if distinct:
                raise ValueError("DISTINCT")
            into = f"out[{place}][group]"
            if function == "count":
                self.line(f"{into} += 1")
                continue
            if self.kind[column] == "text":
                raise ValueError(f"{function} of texts")
            value = self.code[column]
            if function in ("sum", "avg"):
                self.line(f"{into} += {value}")
            elif function in ("min", "max"):
                sign = "<" if function == "min" else ">"
                self.line(f"if {value} {sign} {into}:")
                self.line(f"    {into} = {value}")
            else:
                raise ValueError(f"no loop computes {function}")
        self.line("end += 1")

    def hand_out(self):
        self.line("if end < room:")
        for place, code in enumerate(self.code.values()):
            self.line(f"    out[{place}][end] = {code}")
        if not self.code:
            self.line("    pass")
        self.line("end += 1")

    def whole(self):
        probes = 0
        for step in self.segment.steps:
            if isinstance(step, Keep):
                self.keep(step.predicate)
            elif isinstance(step, Compute):
                self.compute(step)
            else:
                self.probe(probes, step)
                probes += 1
        sink = self.segment.sink
        if isinstance(sink, Build):
            if len(sink.keys) != 1:
                raise ValueError(f"a hash table by {len(sink.keys)} keys")
            if self.kind[sink.keys[0]] == "text":
                raise ValueError("a text as a key")
        if isinstance(sink, Group):
            self.group(sink)
        else:
            self.hand_out()
        head = "def segment(rows, room, columns, parameters, tables, out):"
        return "\n".join(
            [head, "    end = 0", "    for i in range(rows):", *self.lines, "    return end", ""]
        )


def generate(segment: Segment, types: dict[str, str]) -> str:
    return _Writer(segment, types).whole()
