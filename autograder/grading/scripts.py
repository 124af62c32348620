"""Work that is no notebook: the cells of what an editor saved or exported as a text."""

from __future__ import annotations

import ast
import re
import textwrap

#: By the end of a file's name what it is, for a person who handed it in in place of the notebook.
INSTEAD = {
    ".html": "is a web page: hand in the notebook it was made of",
    ".htm": "is a web page: hand in the notebook it was made of",
    ".pdf": "is a print: hand in the notebook it was made of",
    ".docx": "is a text: hand in the notebook",
    ".png": "is a picture: hand in the notebook",
    ".jpg": "is a picture: hand in the notebook",
    ".7z": "is an archive that is not opened here: hand in the notebook itself, or a .zip",
    ".rar": "is an archive that is not opened here: hand in the notebook itself, or a .zip",
    ".zst": "is an archive that is not opened here: hand in the notebook itself, or a .zip",
    ".icloud": "stands for a file that is still in iCloud: download it, then hand it in",
    ".webloc": "is a link, and not what it leads to",
    ".url": "is a link, and not what it leads to",
    ".lnk": "is a link, and not what it leads to",
    ".gdoc": "is a link, and not what it leads to",
    ".crdownload": "is a download that did not come to its end",
    ".part": "is a download that did not come to its end",
}


def cells(text: str, kind: str) -> list[dict]:
    """The cells of a notebook that was saved as a script (``kind`` is ".py") or as Markdown
    (".md"); none where it holds no code."""
    if kind == ".md":
        found = _read(text, "md")
        return found if any(cell["cell_type"] == "code" for cell in found) else []
    if re.search(r"^app = marimo\.App\(", text, re.MULTILINE):
        return _of_marimo(text)
    return _read(text, "py") or (
        [{"cell_type": "code", "source": text, "metadata": {}}] if text.strip() else []
    )


def _read(text: str, form: str) -> list[dict]:
    # a third of what the process that reads a class takes to start, for what few hand in
    import jupytext

    try:
        return [dict(cell) for cell in jupytext.reads(text, fmt=form).cells if cell.source.strip()]
    except Exception:  # whatever a text makes of a parser that is not ours: it is no notebook
        return []


def _of_marimo(text: str) -> list[dict]:
    """marimo keeps a cell as a function whose parameters are what it uses and whose last line gives
    back what it defines; what is alone in its cell may stand there as it is."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _read(text, "py")
    lines, found = text.splitlines(), []
    for node in tree.body:
        marks = [ast.unparse(mark).split("(")[0] for mark in getattr(node, "decorator_list", [])]
        if isinstance(node, ast.With):  # with app.setup
            found.append(_body(node.body, lines))
        elif "app.cell" in marks:
            body = node.body[:-1] if isinstance(node.body[-1], ast.Return) else node.body
            found.append(_body(body, lines))
        elif marks and marks[0] in ("app.function", "app.class_definition"):
            found.append(_body([node], lines))
    return [{"cell_type": "code", "source": one, "metadata": {}} for one in found if one]


def _body(statements: list[ast.stmt], lines: list[str]) -> str:
    if not statements:
        return ""
    first = statements[0]
    # a function begins with its own decorators, but not with marimo's
    marks = [
        mark.lineno
        for mark in getattr(first, "decorator_list", [])
        if not ast.unparse(mark).startswith("app.")
    ]
    start = min([first.lineno, *marks])
    return textwrap.dedent("\n".join(lines[start - 1 : statements[-1].end_lineno]))


def instead(text: str) -> str:
    """What a file with a notebook's name is, where it is something that a person handed in in its
    place; empty where that is not to be seen."""
    start = text[:2000].lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("<!doctype html", "<html")):
        return (
            "is not a notebook: it is not JSON but a web page (on GitHub, take the file by its "
            "button Raw or Download)"
        )
    if start.startswith("%pdf"):
        return "is not a notebook: it is not JSON but a print (PDF) under its name"
    if text.startswith("PK\x03\x04"):
        return "is not a notebook: it is not JSON but a zip archive under its name"
    return ""
