"""Imports of packages that the grader has not, at the top level of a cell: the cell goes on, and whoever
uses what was imported hears of it. A progress bar that nothing hangs on costs no exercise."""

from __future__ import annotations

import ast

PACKAGES = "; the grader has the packages of requirements.txt and no others"


class Absent:
    """What an import of a package that is not there binds: any use of it raises ModuleNotFoundError."""

    def __init__(self, package: str):
        self._package = package

    def __repr__(self) -> str:
        return f"<the package {self._package} is not here>"

    def __call__(self, *arguments: object, **named: object) -> object:
        raise self._error()

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):  # who only looks at an object asks for these, IPython to show it
            raise AttributeError(name)
        raise self._error()

    def _error(self) -> ModuleNotFoundError:
        said = f"No module named {self._package!r}{PACKAGES}"
        return ModuleNotFoundError(said, name=self._package)


class GoOn(ast.NodeTransformer):
    """Has ``CellShell.without`` called where an import at a cell's top level finds no such package."""

    def visit_Module(self, tree: ast.Module) -> ast.Module:
        tree.body = [part for statement in tree.body for part in _parts(statement)]
        return ast.fix_missing_locations(tree)


def _parts(statement: ast.stmt) -> list[ast.stmt]:
    """An import as one statement for each package; anything else as it is."""
    if isinstance(statement, ast.Import):
        return [
            _tried(statement, ast.Import([alias]), alias.name, [alias.asname or _root(alias.name)])
            for alias in statement.names
        ]
    if isinstance(statement, ast.ImportFrom) and not statement.level:
        if statement.module == "__future__":
            return [statement]
        names = [alias.asname or alias.name for alias in statement.names if alias.name != "*"]
        return [_tried(statement, statement, statement.module, names)]
    return [statement]


def _root(module: str) -> str:
    return module.partition(".")[0]


def _tried(at: ast.stmt, importing: ast.stmt, module: str, names: list[str]) -> ast.stmt:
    error = "_absent"
    call = f"__import__('IPython').get_ipython().without({error}, {_root(module)!r}, {names!r})"
    handler = ast.parse(f"try:\n    pass\nexcept ModuleNotFoundError as {error}:\n    {call}").body[
        0
    ]
    handler.body = [ast.copy_location(importing, at)]
    for node in ast.walk(handler.handlers[0]):
        ast.copy_location(node, at)
    return ast.copy_location(handler, at)
