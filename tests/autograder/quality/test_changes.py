"""A wrong answer that changes a few lines of the reference is an entry of ``changes.toml``: a copy of
the reference would grow old beside it."""

from __future__ import annotations

import ast
import difflib
from pathlib import Path

import pytest

from autograder import paths
from autograder.quality import changes

FEWEST_LINES = 5  # of a file's own: with less it is an entry


class Plain(ast.NodeTransformer):
    """Functions without what says nothing of what they do: annotations and docstrings."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self.generic_visit(node)
        node.returns = None
        for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            argument.annotation = None
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        return node


def lines(part: ast.stmt) -> list[str]:
    return ast.unparse(Plain().visit(part)).split("\n")


def own_lines(code: str, reference: str) -> int:
    """How many lines of an answer are not the reference's, or how many of its are left out. What the
    answer does not define is the reference's."""
    right = {part.name: part for part in ast.parse(reference).body if hasattr(part, "name")}
    count = 0
    for part in ast.parse(code).body[1:]:  # behind the docstring
        there = lines(right[part.name]) if getattr(part, "name", "") in right else []
        steps = difflib.SequenceMatcher(None, there, lines(part), autojunk=False).get_opcodes()
        count += sum(max(b - a, d - c) for step, a, b, c, d in steps if step != "equal")
    return count


@pytest.mark.parametrize("lab", paths.labs())
def test_what_changes_a_few_lines_is_an_entry(lab):
    files: list[Path] = sorted((paths.SOLUTIONS / lab / "answers").glob("*/wrong_*.py"))
    copies = [
        f"{file.parent.name}/{file.name}"
        for file in files
        if own_lines(file.read_text(), changes.reference(lab, file.parent.name)) < FEWEST_LINES
    ]
    assert copies == [], "make an entry of changes.toml of each"


def test_lines_are_counted_without_annotations_and_docstrings():
    reference = "def f(a: int) -> int:\n    '''Doubled.'''\n    b = a + a\n    return b\n"
    assert (
        own_lines("'''Says nothing else.'''\ndef f(a):\n    b = a + a\n    return b\n", reference)
        == 0
    )
    assert own_lines("'''Leaves one out.'''\ndef f(a):\n    return a + a\n", reference) == 2
    assert own_lines("'''Has one more.'''\nkept = []\n", reference) == 1
