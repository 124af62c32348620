"""Wrong answers that are a small change of the reference: ``answers/EXERCISE/changes.toml``, one
table each.

An entry says ``about``, ``reason``, ``hint`` and ``breaks`` as an answer's docstring does, and has
any number of ``change``: the text of the solution's cell that ``replace`` names, which must occur there
exactly once, becomes ``by``. So a changed reference leaves no stale copy behind: an entry whose
text is gone is an error.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import nbformat

from autograder.paths import UsageError, source_notebook

NEEDED = ("about", "reason", "hint", "change")


def reference(lab: str, exercise: str) -> str:
    """The source of an exercise's solution cell, without nbgrader's marks."""
    cells = nbformat.read(source_notebook(lab), as_version=4).cells
    source = next((cell.source for cell in cells if cell["id"] == exercise), None)
    if source is None:
        raise UsageError(f"lab {lab} has no cell {exercise!r}, for which it has answers")
    marks = ("### BEGIN SOLUTION", "### END SOLUTION")
    return "\n".join(line for line in source.split("\n") if line.strip() not in marks) + "\n"


def read(lab: str, path: Path) -> dict[str, dict[str, str]]:
    """The entries of one file by name: ``about``, ``reason``, ``hint`` and ``code``, which is the
    whole changed cell.

    Raises UsageError for an entry that lacks something, or whose text the reference does not hold
    exactly once.
    """
    source = reference(lab, path.parent.name)
    found = {}
    for name, entry in tomllib.loads(path.read_text()).items():
        missing = [key for key in NEEDED if not entry.get(key)]
        if missing or not name.startswith("wrong_"):
            fault = f"lacks {', '.join(missing)}" if missing else "is not called wrong_..."
            raise UsageError(f"{path}: [{name}] {fault}")
        code = source
        for change in entry["change"]:
            if code.count(change["replace"]) != 1:
                raise UsageError(
                    f"{path}: [{name}] replaces a text that the reference holds {code.count(change['replace'])} times, "
                    f"not once; mend the entry:\n{change['replace']}"
                )
            code = code.replace(change["replace"], change["by"])
        found[name] = {key: entry[key] for key in ("about", "reason", "hint")}
        found[name] |= {"code": code, "breaks": entry.get("breaks", "")}
    return found
