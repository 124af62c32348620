"""Automatic mutants of the reference solutions: small syntactic changes, each of which some check
must catch or which is listed as equivalent, with its reason, in
solutions/LAB/answers/EXERCISE/equivalent.toml.

A mutant's name says what it is: ``function: before => after``, and a number where the same change
can be made in several places. So a list of names outlives a change elsewhere in the cell.
"""

from __future__ import annotations

import ast
import copy
import json
import os
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import nbformat

from autograder.execution.kept import PrivateFolder, Store
from autograder.paths import UsageError, require_lab, source_notebook
from autograder.paths import answers as answers_of
from autograder.progress import Progress, Steps
from autograder.quality import answer_files, corpus
from warehouse.checks import Exercise, keep

#: At least this share of those that are not equivalent must be killed.
SHARE = 0.97
EQUIVALENT = "equivalent.toml"

_SWAPS: dict[type, list[type]] = {
    ast.Lt: [ast.LtE, ast.Gt], ast.LtE: [ast.Lt], ast.Gt: [ast.GtE, ast.Lt], ast.GtE: [ast.Gt],
    ast.Eq: [ast.NotEq], ast.NotEq: [ast.Eq], ast.In: [ast.NotIn], ast.NotIn: [ast.In],
    ast.Is: [ast.IsNot], ast.IsNot: [ast.Is],
    ast.Add: [ast.Sub], ast.Sub: [ast.Add], ast.Mult: [ast.Add], ast.FloorDiv: [ast.Div],
    ast.Div: [ast.FloorDiv], ast.Mod: [ast.FloorDiv], ast.Pow: [ast.Mult], ast.BitAnd: [ast.BitOr],
    ast.BitOr: [ast.BitAnd], ast.BitXor: [ast.BitOr], ast.LShift: [ast.RShift],
    ast.RShift: [ast.LShift], ast.And: [ast.Or], ast.Or: [ast.And],
}  # fmt: skip

#: Calls that change nothing in most cases, and do matter in some: the call becomes its argument, or
#: the object whose method it is.
_TRANSPARENT = {"sorted", "reversed", "abs", "set", "list", "tuple", "int", "float", "bool"}
_TRANSPARENT_METHODS = {"copy", "combine_chunks", "astype", "cast", "view"}


@dataclass(frozen=True)
class Mutant:
    lab: str
    exercise: str
    name: str
    code: str


def mutants(lab: str, exercise: str) -> list[Mutant]:
    """All mutants of an exercise's reference, in the order of its text."""
    cells = nbformat.read(source_notebook(lab), as_version=4).cells
    source = next(cell.source for cell in cells if cell.get("id") == exercise)
    plain = re.sub(r"[ \t]*### (BEGIN|END) SOLUTION[^\n]*\n?", "", source)
    tree = ast.parse(plain)
    before = ast.unparse(tree)
    found, numbers, codes = [], Counter(), {before}
    for path, change in _changes(tree):
        mutant = copy.deepcopy(tree)
        parts = _parts(mutant, path)
        was, context = ast.unparse(parts[-1]), _context(parts)
        now = change(parts)
        code = ast.unparse(ast.fix_missing_locations(mutant))
        if code in codes or not _compiles(code):
            continue
        codes.add(code)
        where = next((part.name for part in parts if hasattr(part, "name")), "(module)")
        name = f"{where}: {context}{_short(was)} => {now}"
        numbers[name] += 1
        if numbers[name] > 1:
            name += f" ({numbers[name]})"
        found.append(Mutant(lab, exercise, name, code))
    return found


def equivalent(lab: str, exercise: str) -> dict[str, str]:
    """Names of mutants that no check can tell from the reference, and why.

    Raises UsageError where the file cannot be read, or an entry is no mutant or gives no reason.
    """
    path = answers_of(lab) / exercise / EQUIVALENT
    if not path.exists():
        return {}
    try:
        listed = tomllib.loads(path.read_text())
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is no TOML: {error}") from None
    known = {mutant.name for mutant in mutants(lab, exercise)}
    for name, reason in listed.items():
        if name not in known:
            raise UsageError(f"{path}: the reference has no mutant {name!r} any more: remove it")
        if not isinstance(reason, str) or len(reason) < 10:
            raise UsageError(f"{path}: say why {name!r} is equivalent")
    return listed


def run(
    lab: str,
    only: str | None = None,
    among: set[tuple[str, str]] | None = None,
    progress: Callable[[Progress], None] = lambda told: None,
) -> dict[str, dict]:
    """Grade the mutants of a lab (of one exercise; of these names): by exercise ``all``,
    ``equivalent`` and ``survivors``, which are not listed."""
    chosen = [name for name in answer_files.exercises(require_lab(lab)) if only in (None, name)]
    if not chosen:
        raise UsageError(
            f"lab {lab} has no exercise {only!r}: {', '.join(answer_files.exercises(lab))}"
        )
    listed = {exercise: equivalent(lab, exercise) for exercise in chosen}
    tried = [
        mutant
        for exercise in chosen
        for mutant in mutants(lab, exercise)
        if mutant.name not in listed[exercise]
        and (among is None or (exercise, mutant.name) in among)
    ]
    result = {
        exercise: {"all": 0, "equivalent": len(listed[exercise]), "survivors": []}
        for exercise in chosen
    }
    with (
        PrivateFolder() as folder,
        ProcessPoolExecutor(
            min(2, os.cpu_count() or 1), get_context("spawn"), _prepared, (folder.files,)
        ) as pool,
    ):
        steps = Steps(progress, len(tried))
        for mutant, survives in zip(tried, pool.map(_survives, tried)):
            steps.one()
            result[mutant.exercise]["all"] += 1
            if survives:
                result[mutant.exercise]["survivors"].append(mutant.name)
    return result


def faults(result: dict[str, dict]) -> list[str]:
    """Exercises in which fewer than ``SHARE`` of the mutants die."""
    return [
        f"{exercise}: {len(row['survivors'])} of {row['all']} mutants survive: kill them, or list "
        f"in {EQUIVALENT} why no check can"
        for exercise, row in result.items()
        if len(row["survivors"]) > (1 - SHARE) * row["all"]
    ]


def as_text(result: dict[str, dict]) -> str:
    lines = []
    for exercise, row in result.items():
        killed = row["all"] - len(row["survivors"])
        lines.append(f"{exercise}: {killed} of {row['all']} killed, {row['equivalent']} equivalent")
        lines += [f"  survives: {name}" for name in row["survivors"]]
    return "\n".join(lines)


def stored(lab: str) -> Path:
    """Where the last whole run's figures stand, beside the matrix."""
    return answers_of(lab) / "mutants.json"


def store(lab: str, result: dict[str, dict]) -> Path:
    stored(lab).write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    return stored(lab)


# --- Making them ------------------------------------------------------------------------------------------------------

Path_ = list[tuple[str, int | None]]  # from the module down: field, and place in it
Change = Callable[[list[ast.AST]], str]  # in the copied tree: from the module down to the node


def _changes(tree: ast.AST) -> Iterator[tuple[Path_, Change]]:
    """Where the tree can be changed, and what does it; the change returns what it made, in words."""
    for path, node, parents in _walk(tree, [], []):
        inside = {type(parent) for parent in parents}
        if inside & {
            ast.Raise,
            ast.JoinedStr,
        }:  # the words of an error are not the checks' business
            continue
        yield from ((path, change) for change in _of(node, parents[-1] if parents else None))


def _walk(node: ast.AST, path: Path_, parents: list[ast.AST]):
    yield path, node, parents
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list"):
            continue
        for place, child in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(child, ast.AST):
                at = place if isinstance(value, list) else None
                yield from _walk(child, [*path, (field, at)], [*parents, node])


def _parts(tree: ast.AST, path: Path_) -> list[ast.AST]:
    parts = [tree]
    for field, place in path:
        value = getattr(parts[-1], field)
        parts.append(value if place is None else value[place])
    return parts


def _of(node: ast.AST, parent: ast.AST | None) -> Iterator[Change]:
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            for other in _SWAPS.get(type(operator), []):
                yield lambda parts, place=place, other=other: _set(
                    parts, lambda n: n.ops.__setitem__(place, other())
                )
    elif isinstance(node, (ast.BinOp, ast.AugAssign, ast.BoolOp)):
        for other in _SWAPS.get(type(node.op), []):
            yield lambda parts, other=other: _set(parts, lambda n: setattr(n, "op", other()))
    elif isinstance(node, ast.UnaryOp):
        yield lambda parts: _replace(parts, parts[-1].operand)
    elif isinstance(node, ast.Constant):
        yield from _of_constant(node, parent)
    elif isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, (ast.If, ast.IfExp, ast.While)):
        yield lambda parts: _set(parts, lambda n: setattr(n, "test", ast.Constant(False)))
        if not isinstance(node, ast.While):
            yield lambda parts: _set(parts, lambda n: setattr(n, "test", ast.Constant(True)))
    elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield lambda parts: _set(parts, lambda n: setattr(n, "value", ast.Constant(None)))
    elif isinstance(node, (ast.Break, ast.Continue)):
        other = ast.Continue if isinstance(node, ast.Break) else ast.Break
        yield lambda parts: _replace(parts, other())
    elif isinstance(node, (ast.Raise, ast.AugAssign)) or (
        isinstance(node, ast.Expr) and isinstance(node.value, (ast.Call, ast.Yield))
    ):
        pass
    elif isinstance(node, ast.Slice):
        for bound in ("lower", "upper", "step"):
            if getattr(node, bound) is not None:
                yield lambda parts, bound=bound: _set(parts, lambda n: setattr(n, bound, None))
    elif isinstance(node, ast.comprehension):
        for place in range(len(node.ifs)):
            yield lambda parts, place=place: _set(parts, lambda n: n.ifs.pop(place))
    if isinstance(node, (ast.Raise, ast.AugAssign, ast.Delete)) or (
        isinstance(node, ast.Expr) and isinstance(node.value, (ast.Call, ast.Yield))
    ):
        yield lambda parts: _replace(parts, ast.Pass())


def _of_constant(node: ast.Constant, parent: ast.AST | None) -> Iterator[Change]:
    if isinstance(parent, ast.Expr):
        return  # a docstring
    value = node.value
    if type(value) is bool:
        others: list = [not value]
    elif type(value) is int:
        others = [value + 1, value - 1]
    elif type(value) is float:
        others = [value * 2, -value]
    elif type(value) in (str, bytes) and value:
        others = [value[:0]]
    else:
        return
    for other in others:
        yield lambda parts, other=other: _replace(parts, ast.Constant(other))


def _of_call(node: ast.Call) -> Iterator[Change]:
    for place in range(len(node.keywords)):
        yield lambda parts, place=place: _set(parts, lambda n: n.keywords.pop(place))
    if len(node.args) == 2 and not any(isinstance(a, ast.Starred) for a in node.args):
        yield lambda parts: _set(parts, lambda n: n.args.reverse())
    called = node.func
    if isinstance(called, ast.Name) and called.id in _TRANSPARENT and len(node.args) == 1:
        yield lambda parts: _replace(parts, parts[-1].args[0])
    if isinstance(called, ast.Attribute) and called.attr in _TRANSPARENT_METHODS:
        yield lambda parts: _replace(parts, parts[-1].func.value)
    if isinstance(called, ast.Name) and called.id in ("min", "max", "any", "all"):
        other = {"min": "max", "max": "min", "any": "all", "all": "any"}[called.id]
        yield lambda parts: _set(parts, lambda n: setattr(n.func, "id", other))


def _set(parts: list[ast.AST], change: Callable[[ast.AST], object]) -> str:
    change(parts[-1])
    return _short(ast.unparse(ast.fix_missing_locations(parts[-1])))


def _replace(parts: list[ast.AST], other: ast.AST) -> str:
    """Put another node in the place of the last of ``parts``."""
    node, parent = parts[-1], parts[-2]
    for field, value in ast.iter_fields(parent):
        if value is node:
            setattr(parent, field, other)
        elif isinstance(value, list) and any(each is node for each in value):
            value[next(at for at, each in enumerate(value) if each is node)] = other
    return _short(ast.unparse(ast.fix_missing_locations(other)))


def _context(parts: list[ast.AST]) -> str:
    """For a change of few characters, the statement that it is in."""
    if isinstance(parts[-1], ast.stmt) or len(ast.unparse(parts[-1])) > 15:
        return ""
    statement = next(part for part in reversed(parts) if isinstance(part, ast.stmt))
    return f"in {_short(ast.unparse(statement).splitlines()[0])}: "


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _short(code: str) -> str:
    line = " ".join(code.split())
    return line if len(line) <= 60 else line[:40] + " ... " + line[-15:]


def _compiles(code: str) -> bool:
    try:
        compile(code, "<mutant>", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


# --- Trying them ------------------------------------------------------------------------------------------------------


def _prepared(folder: Path) -> None:
    keep.store = Store(folder)
    Exercise.until_first_failure = True  # which one catches it does not matter here


def _survives(mutant: Mutant) -> bool:
    try:
        result = corpus.grade_answer(mutant.lab, mutant.exercise, mutant.code)
    except Exception:  # whatever code that was changed at random does when it is defined
        return False
    return all(check["outcome"] == "passed" for check in result["checks"])
