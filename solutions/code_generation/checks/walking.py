"""What a loop has to write, by a walk through its segment's steps; and the student's loops, run beside
``generate`` and compared with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from solutions.code_generation.checks.drawn import over_there
from warehouse.checks import Wrong, run_each, same
from warehouse.checks.plain_data import difference
from warehouse.code_generation.records import Compute, Group, Keep, Probe, Segment

#: (segment, types, the loop's arguments, what comes back, what is in ``out`` then)
Case = tuple[Segment, dict[str, str], tuple, int, list[list]]
DTYPES = {
    "int": np.int64,
    "date": np.int64,
    "text": np.int64,
    "float": np.float64,
    "bool": np.bool_,
}


def through(segment: Segment, types: dict[str, str], given: tuple) -> list[dict]:
    """The rows that come through all steps, all of one step before the next."""
    count, _, columns, parameters, tables, _ = given
    probed = {name for step in segment.steps if isinstance(step, Probe) for name in step.names}
    names = [name for name in types if name not in probed]
    columns = [column.tolist() for column in columns]
    rows = [{name: column[i] for name, column in zip(names, columns)} for i in range(count)]
    parameters = [p.tolist() if isinstance(p, (np.ndarray, np.generic)) else p for p in parameters]

    def of(row: dict) -> Callable:
        return partial(_value, row, parameters)

    waiting = [[array.tolist() for array in table] for table in tables]
    for step in segment.steps:
        if isinstance(step, Keep):
            rows = [row for row in rows if of(row)(step.predicate)]
        elif isinstance(step, Compute):
            rows = [dict(zip(step.names, map(of(row), step.expressions))) for row in rows]
        else:
            keys, *built = waiting.pop(0)
            partners = [dict(zip(step.names, values)) for values in zip(*built)] or [{}] * len(keys)
            met = []
            for row in rows:
                pairs = [{**row, **p} for k, p in zip(keys, partners) if k == row[step.keys[0]]]
                pairs = [pair for pair in pairs if step.residual is None or of(pair)(step.residual)]
                if step.kind == "inner":
                    met += pairs
                elif bool(pairs) == (step.kind == "semi"):
                    met.append(row)
            rows = met
    return rows


def _value(row: dict, parameters: list, expression: list) -> object:
    kind, *parts = expression
    of = partial(_value, row, parameters)
    match kind:
        case "column":
            return row[parts[0]]
        case "parameter":
            return parameters[parts[0]]
        case "lookup":
            return parameters[parts[1]][row[parts[0]]]
        case "case":
            return next((of(then) for asked, then in parts[0] if of(asked)), None) \
                if any(of(asked) for asked, _ in parts[0]) else of(parts[1])  # fmt: skip
        case "not":
            return not of(parts[0])
        case "float":
            return float(of(parts[0]))
    one, other = map(of, parts)
    answers = {
        "=": lambda: one == other, "<>": lambda: one != other, "<": lambda: one < other,
        "<=": lambda: one <= other, ">": lambda: one > other, ">=": lambda: one >= other,
        "+": lambda: one + other, "-": lambda: one - other, "*": lambda: one * other,
        "/": lambda: one / other, "and": lambda: one and other, "or": lambda: one or other,
        "in": lambda: one in other,
    }  # fmt: skip
    return answers[kind]()


def walked(segment: Segment, types: dict[str, str], given: tuple) -> tuple[int, list[list]]:
    """What a loop returns for ``given``, and what is in its ``out`` then."""
    rows, room, out = through(segment, types, given), given[1], [a.tolist() for a in given[-1]]
    if not isinstance(segment.sink, Group):
        for place, row in enumerate(rows[:room]):
            for array, value in zip(out, row.values()):
                array[place] = value
        return len(rows), out
    for row in rows:
        group = 0
        for size, name in zip(out[0], segment.sink.group_by):
            group = group * size + row[name]
        out[1][group] += 1
        for array, (function, name, _, _) in zip(out[2:], segment.sink.aggregates):
            if function == "count":
                array[group] += 1
            elif function in ("sum", "avg"):
                array[group] += row[name]
            else:
                array[group] = (min if function == "min" else max)(array[group], row[name])
    return 0, out


def executed(generate: Callable, asked: list[tuple[str, tuple]], compiled: bool) -> list:
    """Over there: of each source, run with its arguments, what it returns and what it wrote; or what
    it raised. (Never here: it is the student's.)"""
    from warehouse.code_generation.compiler import Compiler, in_python, types_of

    found = []
    for text, (*before, columns, parameters, tables, out) in asked:
        out = tuple(array.copy() for array in out)
        for array in (*columns, *parameters, *(each for table in tables for each in table)):
            if hasattr(array, "flags") and getattr(array, "ndim", 0):
                array.flags.writeable = False
        given = (*before, columns, parameters, tables, out)
        try:
            types = tuple(map(types_of, given))
            segment = Compiler()(text, types) if compiled else in_python(text)
            count = int(segment(*given))
        except Exception as error:  # of the student's source, whichever
            found.append((f"{type(error).__name__}: {error}"[:500], []))
        else:
            found.append((count, [array.tolist() for array in out]))
    return found


def expect_loops(generate: Callable, asked: list[Case], compiled: bool = False) -> None:
    texts = [got for _, got in run_each(generate, [case[:2] for case in asked])]
    for (segment, types, *_), text in zip(asked, texts):
        if type(text) is not str:
            raise Wrong("what generate returns", "the source of a function, a str", repr(text)[:200],
                        f"generate({segment}, {types})")  # fmt: skip
    pairs = [(text, case[2]) for text, case in zip(texts, asked)]
    told = over_there("segment", executed, generate, pairs, compiled)
    for (segment, types, given, count, out), text, (returned, wrote) in zip(asked, texts, told):
        alike = isinstance(segment.sink, Group) or difference(returned, count) is None
        if type(returned) is int and alike and difference(wrote, out) is None:
            continue
        rows, room, columns, parameters, tables, _ = given
        what = f"of {segment}, {types}: rows={rows}, room={room}, columns={_shown(columns)}, "
        what += (
            f"parameters={_shown(parameters)}, tables={_shown(tables)}; your source is\n{text}\nand"
        )
        if type(returned) is str:
            raise Wrong(f"the loop {what} it is run", "no error", returned, text)
        group = isinstance(segment.sink, Group)
        if not group:
            same(returned, count, f"the number of rows {what} it returns")
        same(wrote, out, f"out {what} it holds")


def _shown(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(map(_shown, value))
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value
