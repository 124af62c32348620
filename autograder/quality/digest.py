"""What a stored kill matrix was made from, as one digest for each exercise.

A digest stands for everything that may change a verdict: the notebook's cells that run before an
exercise's checks, the checks, the modules of the course that these import (the lab's ``checks.py``,
those of ``warehouse``, and what they import in turn), the answers and the trivial stubs. It is taken
over syntax trees, so comments, docstrings, layout and line ends are not in it, and neither is the
machine or the version of Python. Views are left out: they draw, in cells of their own and in
messages, and decide nothing (``tests/autograder/quality/test_digest.py`` holds that).
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from autograder.paths import ROOT

PACKAGES = ("warehouse", "solutions")
#: Modules of this name draw. A notebook imports them where it imports all the rest.
DRAWS = "views"
#: Fields that say nothing which the others do not.
_NOT_TOLD = {"ctx", "kind", "type_comment"}
DOCUMENTED = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_IN_TEXT = re.compile(rf"\b(?:{'|'.join(PACKAGES)})(?:\.\w+)+")
#: Without this a source imports no module of the course's: of a thousand answers hardly one does.
_MAY_IMPORT = re.compile(rf"{'|'.join(PACKAGES)}|\bfrom\s*\.")


def of(cells: Iterable[str], answers: Iterable[tuple[str, ...]], root: Path = ROOT) -> str:
    """The digest of an exercise, 64 hexadecimal digits.

    ``cells``: sources in the order in which they run; ``answers``: texts about each answer, the
    last of which is its code. Modules are looked up below ``root``. Raises SyntaxError for code
    that is not Python.
    """
    cells, answers = list(cells), list(answers)
    importing = [*cells, *(code for *_, code in answers)]
    return _sha256(
        {
            "cells": [of_source(source) for source in cells],
            "modules": {
                name: of_source(_text(path)) for name, path in modules(importing, root).items()
            },
            "answers": [[*words, of_source(code)] for *words, code in answers],
        }
    )


@cache
def of_source(source: str) -> str:
    """The digest of one source's syntax tree."""
    return _sha256(tree(source))


def tree(source: str) -> list:
    """A source's syntax tree as plain data, without docstrings and positions.

    Fields that hold nothing are left out: ``ast.dump`` shows such fields or not as Python's version
    goes, and newer versions have more of them.
    """
    return _plain(ast.parse(source))


def _plain(node: object) -> object:
    if isinstance(node, list):
        return [_plain(part) for part in node]
    if not isinstance(node, ast.AST):
        return [type(node).__name__, _constant(node)]
    fields = {
        name: value
        for name in node._fields
        if name not in _NOT_TOLD and (value := getattr(node, name, None)) not in (None, [])
    }
    if isinstance(node, ast.Constant):
        fields["value"] = node.value  # None is a value here
    if _docstring(node):
        fields["body"] = node.body[1:]
    if isinstance(node, ast.JoinedStr):
        fields["values"] = _pieces(node.values)
    return [type(node).__name__, {name: _plain(value) for name, value in fields.items()}]


def _constant(value: object) -> object:
    """JSON for a constant, the same in every version: repr() of a text is not."""
    if isinstance(value, str):
        return value
    return hex(value) if type(value) is int else repr(value)


def _docstring(node: ast.AST) -> ast.Constant | None:
    """The constant that is a node's docstring."""
    body = node.body if isinstance(node, DOCUMENTED) else None
    first = body[0] if body else None
    text = first.value if isinstance(first, ast.Expr) else None
    return text if isinstance(text, ast.Constant) and isinstance(text.value, str) else None


def _pieces(values: list[ast.expr]) -> list[ast.expr]:
    """The parts of an f-string with neighbouring texts as one: versions cut them differently."""
    found: list[ast.expr] = []
    for value in values:
        if isinstance(value, ast.Constant) and found and isinstance(found[-1], ast.Constant):
            found[-1] = ast.Constant(found[-1].value + value.value)
        elif not isinstance(value, ast.Constant) or value.value:
            found.append(value)
    return found


def modules(sources: Iterable[str], root: Path = ROOT) -> dict[str, Path]:
    """The modules of the course that ``sources`` import, by name, with those that these import, and
    the packages that they lie in; without views."""
    found: dict[str, Path] = {}
    waiting = [name for source in sources for name in imported(source)]
    while waiting:
        name = waiting.pop()
        path = _file(name, root)
        if path is None or name in found or name.rpartition(".")[2] == DRAWS:
            continue
        found[name] = path
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        waiting += [name.rpartition(".")[0], *imported(_text(path), package)]
    return dict(sorted(found.items()))


@cache
def imported(source: str, package: str = "") -> frozenset[str]:
    """Names that may be modules of the course, from a source's imports wherever they stand and
    from its texts (a module is run as a program by its name). ``package`` is the one that the
    source lies in, for relative imports."""
    if not _MAY_IMPORT.search(source):
        return frozenset()
    return frozenset(name for name in _names(ast.parse(source), package) if _ours(name))


def _names(whole: ast.Module, package: str) -> Iterator[str]:
    nodes = list(ast.walk(whole))
    documents = {id(text) for node in nodes if (text := _docstring(node))}
    for node in nodes:
        if id(node) in documents:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            up = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*(up if node.level else []), *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from (found[0] for found in _IN_TEXT.finditer(node.value))


def _ours(name: str) -> bool:
    return name.split(".")[0] in PACKAGES


def _file(name: str, root: Path) -> Path | None:
    """The file of a module; None for a name that is none, as that of a function is."""
    if not _ours(name):
        return None
    place = root.joinpath(*name.split("."))
    return next(
        (path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()), None
    )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _sha256(whole: object) -> str:
    text = json.dumps(whole, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
