"""Segments for which the text of a loop is the same, and those for which none is written."""

from __future__ import annotations

from solutions.code_generation.checks import loops
from warehouse.code_generation.records import (
    Build,
    Compute,
    Group,
    Keep,
    Order,
    Probe,
    Read,
    Result,
    Segment,
)

Types = dict[str, str]
ODD = ('it"s', "two words", "a.b", "class", "é", "columns", "")


def pairs() -> list[tuple[Segment, Types, Segment, Types]]:
    """Two parameterised segments each that differ in names, tables and numbers of segments alone."""
    made = [
        *loops.cases("shapes of rows", 6),
        *loops.cases("shapes of probes", 6, probes=("inner", "semi")),
        *loops.cases("shapes of groups", 6, grouped=True),
    ]
    return [(segment, types, *renamed(segment, types)) for segment, types, *_ in made]


def renamed(segment: Segment, types: Types) -> tuple[Segment, Types]:
    """The same with other names, another table and other numbers of segments."""
    known: dict[str, str] = {}

    def name(old: str) -> str:
        if old not in known:
            at = len(known)
            known[old] = ODD[at] if at < len(ODD) else f"other {at}"
        return known[old]

    def of(expression: object) -> object:
        if not isinstance(expression, list):
            return expression
        if expression and expression[0] in ("column", "lookup"):
            return [expression[0], name(expression[1]), *expression[2:]]
        return [of(part) for part in expression]

    others = {name(old): kind for old, kind in types.items()}
    steps = []
    for step in segment.steps:
        if isinstance(step, Probe):
            keys, names = [name(n) for n in step.keys], [name(n) for n in step.names]
            residual = step.residual and of(step.residual)
            steps.append(Probe(step.kind, step.build + 10, keys, names, residual))
        elif isinstance(step, Keep):
            steps.append(Keep(of(step.predicate)))
        else:
            names = [name(n) for n in step.names]
            steps.append(step._replace(names=names, expressions=[of(e) for e in step.expressions]))
    sink = segment.sink
    if isinstance(sink, Group):
        wanted = [(f, n and name(n), d, s + 1) for f, n, d, s in sink.aggregates]
        sink = Group([name(n) for n in sink.group_by], [f"h{n}" for n in sink.names], wanted)
    elif isinstance(sink, Order):
        sink = Order([(name(n), not down, not first) for n, down, first in sink.keys], 9)
    elif isinstance(sink, Build):
        sink = Build([name(n) for n in sink.keys])
    source = 7
    if isinstance(segment.source, int):
        built = {n for step in steps if isinstance(step, Probe) for n in step.names}
        own = [n for n in others if n not in built]
        source = Read("another table", [f"its {n}" for n in own], own)
    return Segment(source, steps, sink, [need + 10 for need in segment.needs]), others


def refused() -> list[tuple[Segment, Types]]:
    """Nothing that a loop is written for."""
    read = Read("r", ["a", "t"], ["a", "t"])
    own = {"a": "int", "t": "text"}
    types = own | {"b": "int", "u": "text"}
    count = ("count", None, False, 0)
    two, built = (["=", ["column", one], ["column", "u"]] for one in "tv")
    less = ["<", ["column", "t"], ["column", "t"]]
    called = Compute(["b", "w"], [["column", "a"], ["column", "t"]])
    year = ["=", ["year", ["column", "a"]], ["parameter", 0]]
    none = ["or", ["is_null", ["column", "a"]], ["parameter", 0]]
    some = ["case", [[["parameter", 0], ["column", "t"]]], ["column", "u"]]
    texts = own | {"u": "text"}
    both = Read("r", ["a", "t", "u"], ["a", "t", "u"])
    joined = Probe("inner", 0, ["a"], ["b", "u"], None)
    return [
        (Segment(read, [Probe("left", 0, ["a"], ["b", "u"], None)], Result(), [0]), types),
        (Segment(read, [Probe("inner", 0, ["a", "t"], ["b", "u"], None)], Result(), [0]), types),
        (Segment(read, [Probe("semi", 0, [], ["b", "u"], None)], Result(), [0]), types),
        (Segment(read, [], Group(["t"], ["n"], [("count", "a", True, 0)]), []), own),
        (Segment(read, [], Group(["a"], ["n"], [count]), []), own),
        (Segment(read, [], Group(["t", "a"], ["n"], [count]), []), own),
        (Segment(read, [Keep(["=", ["column", "t"], ["column", "t"]])], Result(), []), own),
        (Segment(read, [Keep(less)], Result(), []), own),
        (Segment(read, [Probe("inner", 0, ["t"], ["b", "u"], None)], Result(), [0]), types),
        (Segment(read, [], Group(["t"], ["n"], [("min", "t", False, 0)]), []), own),
        (
            Segment(read, [called, Probe("inner", 0, ["w"], ["c"], None)], Result(), [0]),
            own | {"c": "int"},
        ),
        (Segment(read, [called], Group(["b"], ["n"], [count]), []), own),
        (Segment(read, [Probe("inner", 0, ["a"], ["b", "u"], two)], Result(), [0]), types),
        (
            Segment(read, [Probe("semi", 0, ["a"], ["u", "v"], built)], Result(), [0]),
            own | {"u": "text", "v": "text"},
        ),
        (Segment(read, [Keep(year)], Result(), []), own),
        (Segment(read, [Keep(none)], Result(), []), own),
        (Segment(read, [Compute(["x"], [year[1]])], Result(), []), own),
        (Segment(read, [joined._replace(residual=none)], Result(), [0]), types),
        *(
            (Segment(read, [], Group(["t"], ["n"], [(function, "a", True, 0)]), []), own)
            for function in ("sum", "avg", "min", "max")
        ),
        *(
            (
                Segment(
                    read, [called], Group([], ["n", "m"], [count, (function, "w", False, 0)]), []
                ),
                own,
            )
            for function in ("sum", "avg", "min", "max")
        ),
        (
            Segment(read, [called, Keep(["<>", ["column", "w"], ["column", "w"]])], Result(), []),
            own,
        ),
        *(
            (Segment(both, [Keep(["=", *sides])], Result(), []), texts)
            for sides in ([some, ["column", "t"]], [some, some], [["column", "u"], some])
        ),
        (Segment(both, [Compute(["x"], [some])], Result(), []), texts),
        (
            Segment(
                both, [Compute(["x"], [["case", [[["parameter", 0], some]], some]])], Result(), []
            ),
            texts,
        ),
        *(
            (Segment(both, [Keep(["=", ["column", "a"], chosen])], Result(), []), texts)
            for chosen in _one_text()
        ),
        *(
            (Segment(both, [Compute(["x"], [chosen])], Result(), []), texts)
            for chosen in _one_text()
        ),
        *_named_anew(own),
        # a text of a build that was probed before
        (
            Segment(read, [joined, Probe("semi", 1, ["u"], ["v"], None)], Result(), [0, 1]),
            types | {"v": "text"},
        ),
    ]


def _one_text() -> list[list]:
    """Cases of which one result is a text, wherever it stands, and all others are constants."""
    text, constant, asked = ["column", "t"], ["parameter", 0], ["parameter", 1]
    within = ["case", [[asked, text]], constant]
    return [
        within,
        ["case", [[asked, constant]], text],
        ["case", [[asked, constant], [asked, text]], constant],
        ["case", [[asked, text], [asked, constant]], constant],
        ["case", [[asked, constant]], within],
        ["case", [[asked, within]], constant],
    ]


def _named_anew(own: Types) -> list[tuple[Segment, Types]]:
    """A text that has the name of a number now, where texts are refused; and a number that has a text's."""
    read, count = Read("r", ["a", "t"], ["a", "t"]), ("count", None, False, 0)
    swapped, a = Compute(["a", "t"], [["column", "t"], ["column", "a"]]), ["column", "a"]
    probe, steps = Probe("semi", 0, ["a"], ["b"], None), [Keep(["=", a, a])]
    wanted = [("sum", "a", False, 0)]
    return [
        (Segment(read, [swapped, *steps], Result(), []), own),
        (
            Segment(
                read,
                [swapped, Compute(["x"], [["case", [[["parameter", 0], a]], a]])],
                Result(),
                [],
            ),
            own,
        ),
        (Segment(read, [swapped, probe], Result(), [0]), own | {"b": "int"}),
        (Segment(read, [swapped], Group([], ["n"], wanted), []), own),
        (Segment(read, [swapped], Group(["t"], ["n"], [count]), []), own),
    ]
