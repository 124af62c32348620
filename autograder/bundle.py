"""The student bundle: a zip of the book, the labs and ``warehouse``, and of nothing that a student
should not have.

What goes in is named here folder by folder, so a new folder of the course stays out until somebody
lists it. Before the zip is written its files are looked through for solutions and hidden tests; one
that holds any is refused by name.
"""

from __future__ import annotations

import fnmatch
import html
import os
import re
import subprocess
import tomllib
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import nbformat
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions

from autograder.grading.preprocessors import CleanTasks
from autograder.paths import (
    AUTOGRADER,
    BOOK,
    ROOT,
    SOLUTIONS,
    UsageError,
    hidden_helpers,
    labs,
    nbgrader_config,
    released_notebook,
    source_notebook,
)

BUNDLE = AUTOGRADER / "bundles" / "course.zip"
SITE = BOOK / "_build" / "html"
SETUP = (
    AUTOGRADER / "setup_course.py"
)  # the one command that a student types, at the top of the zip
FOLDER = "course"  # everything in the zip lies in one folder of this name
MARKS = ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS")
NEEDED = "# The labs"  # the part of requirements.txt that a student needs
LONG_LINE = 40  # a line of a solution as long as this is no coincidence in another file
FEW_LINES = 2  # of one file of hidden helpers that another may hold by chance
EPOCH = (1980, 1, 1, 0, 0, 0)  # the time of every file, so that the same files give the same zip

README = """# Inside a cloud data warehouse: your copy

A book and its labs. In each lab you build one part of a warehouse yourself, in Python, on your own machine.

## Set up, once

You need Python 3.11 to 3.14. In this folder:

```console
$ python3 setup_course.py
```

It makes a virtual environment in `.venv`, installs the packages that the labs need, and makes the TPC-H data that they read. On
Windows it is `py setup_course.py`. Where something goes wrong it says what, and the same command goes on from there.

## Open a lab

```console
$ .venv/bin/jupyter lab --notebook-dir=labs
```

(On Windows `.venv\\Scripts\\jupyter lab --notebook-dir=labs`.)

| lab | notebook |
|---|---|
{labs}

{book}
Fill in the cells that say `raise NotImplementedError`, and run the examples below them. The cells of graded checks are
empty in this copy (run one, and it says so): they are filled in when your work is graded, so `python -m autograder check`
does not work here. If you work with a coding assistant, give it `labs/AGENTS.md` to read.

## Hand in

Hand in the notebook under the name it has, one file for each lab: for the first, `labs/{first}/{first}.ipynb`. Save it before.
Do not rename it, and do not delete or copy cells; cells that you add are fine. Other files are not looked at.

## Licences

Code: Apache-2.0 (`LICENSE`). Text: CC BY 4.0 (`LICENSE-TEXT.md`).
"""


def make(out: Path | None = None) -> Path:
    """Write the zip (``autograder/bundles/course.zip`` unless ``out`` says where, a file or a
    folder) and return its path.

    The same files give the same bytes. Raises UsageError, which names the file, where one holds a
    solution or a hidden test, is a link, or is a lab's notebook that is not as released.
    """
    contents = collect()
    found = leaks(contents)
    if found:
        raise UsageError(
            f"no bundle was made: {found[0]}"
            + (f" (and {len(found) - 1} more)" if found[1:] else "")
        )
    path = out / BUNDLE.name if out and out.is_dir() else out or BUNDLE
    try:
        _write(path, contents)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written ({error.strerror}): name another file or folder"
        ) from None
    return path


def _write(path: Path, contents: dict[str, bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".part")
    with zipfile.ZipFile(unfinished, "w") as archive:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}", EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = (
                zipfile.ZIP_DEFLATED,
                3,
                0o100644 << 16,
            )
            archive.writestr(entry, contents[name])
    os.replace(unfinished, path)


def collect() -> dict[str, bytes]:
    """Every file of the bundle by its name in it. Raises UsageError for a link, and for a notebook
    that is not as released."""
    for lab in labs():
        _require_released(lab)
    names = [name for name in _listed() if _wanted(PurePosixPath(name))]
    names += [path.relative_to(ROOT).as_posix() for path in SITE.rglob("*") if path.is_file()]
    contents = {
        name: _bytes(ROOT / name)
        for name in (*names, "LICENSE", "LICENSE-TEXT.md", "constraints.txt")
    }
    contents["requirements.txt"] = _requirements().encode()
    contents["pyproject.toml"] = _pyproject().encode()
    contents[SETUP.name] = _bytes(SETUP)
    contents["README.md"] = _readme(SITE.exists()).encode()
    return contents


def leaks(contents: dict[str, bytes]) -> list[str]:
    """One sentence for every file of ``contents`` that holds a mark of a solution, a long line of one,
    or a piece of what hidden checks are written with."""
    secret, helpers, found = solution_lines(), helper_lines(), []
    for name, raw in contents.items():
        text = raw.decode("utf-8", errors="replace")
        mark = (
            next((mark for mark in MARKS if mark in text), None)
            if name.startswith("labs/")
            else None
        )
        if mark:
            found.append(f"{name} holds '{mark}': run 'python -m autograder release all'")
            continue
        lines = set(_lines(name, text))
        shared = sorted(secret & lines)
        if shared:
            found.append(f"{name} holds a line of a solution: {shared[0]}")
        for helper, theirs in helpers.items():
            if len(theirs & lines) > FEW_LINES:
                found.append(f"{name} holds a piece of {helper}: {min(theirs & lines)}")
    return found


def solution_lines() -> set[str]:
    """The lines of all solutions that are long enough to tell. Refusals of bad input are left out,
    the tasks give their words; so are imports."""
    found: set[str] = set()
    for lab in labs():
        for cell in nbformat.read(source_notebook(lab), as_version=4).cells:
            regions = re.findall(
                r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", cell.source, flags=re.DOTALL
            )
            found |= {line.strip() for region in regions for line in region.splitlines()}
    return _telling(found)


def helper_lines() -> dict[str, set[str]]:
    """By file of the hidden helpers, its lines that are long enough to tell. Signatures are left out:
    a task gives them. An oracle may share a line or two with a chapter that explains the same, so one
    line is no leak as one of a solution is (``FEW_LINES``)."""
    return {
        path.relative_to(SOLUTIONS).as_posix(): {
            line
            for line in _telling(map(str.strip, path.read_text(encoding="utf-8").splitlines()))
            if not line.startswith(("def ", "class "))
        }
        for lab in labs()
        for path in hidden_helpers(lab)
    }


def _telling(lines: Iterable[str]) -> set[str]:
    public = ("raise ", "from ", "import ")
    return {line for line in lines if len(line) >= LONG_LINE and not line.startswith(public)}


def _lines(name: str, text: str) -> Iterable[str]:
    """The lines of a file as a reader sees them: of a notebook its cells', of a page its text's."""
    if name.endswith(".ipynb"):
        text = "\n".join(cell.source for cell in nbformat.reads(text, as_version=4).cells)
    elif name.endswith(".html"):
        text = html.unescape(re.sub(r"<[^>]+>", "", text))
    return (line.strip() for line in text.splitlines())


def _wanted(name: PurePosixPath) -> bool:
    """Whether a file of the course is part of the bundle. Of a lab's folder only what its release
    writes there: work in progress lies there, too."""
    match name.parts:
        case ("book", first, *_):
            return first not in ("_build", "_served")
        case ("labs", "AGENTS.md"):
            return True
        case ("warehouse", *_):
            return name.suffix == ".py"
        case ("labs", lab, *rest):
            return lab in labs() and (SOLUTIONS / lab / Path(*rest)).is_file()
    return False


def _listed() -> list[str]:
    """Files of the book and the labs, ignored ones left out: what git lists, or in a copy without
    git what lies there."""
    command = [
        "git",
        "-C",
        str(ROOT),
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
        "book",
        "labs",
        "warehouse",
    ]
    if (ROOT / ".git").exists():
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
            )
        except OSError:  # no git on this machine
            done = None
        if done and done.returncode == 0:
            return sorted(
                {name for name in done.stdout.split("\0") if name and os.path.lexists(ROOT / name)}
            )
    return walked()


def walked() -> list[str]:
    """As ``_listed``, without git: all files except those that .gitignore names."""
    ignore = ROOT / ".gitignore"
    patterns = (
        [line.strip() for line in ignore.read_text().splitlines() if line.strip()]
        if ignore.exists()
        else []
    )
    found = [
        path.relative_to(ROOT)
        for top in ("book", "labs", "warehouse")
        for path in (ROOT / top).rglob("*")
        if not path.is_dir()
    ]
    return sorted(
        path.as_posix()
        for path in found
        if not any(_ignores(pattern, path) for pattern in patterns)
    )


def _ignores(pattern: str, path: Path) -> bool:
    plain = pattern.strip("/")
    if "/" in plain:
        return path.as_posix() == plain or path.as_posix().startswith(plain + "/")
    return any(
        fnmatch.fnmatch(part, plain)
        for part in (path.parts[:-1] if pattern.endswith("/") else path.parts)
    )


def _bytes(path: Path) -> bytes:
    if path.is_symlink():
        raise UsageError(f"{path.relative_to(ROOT)} is a link: a bundle holds files only")
    return path.read_bytes()


def _require_released(lab: str) -> None:
    """Raise UsageError unless the lab's notebook is what its source gives: somebody may have worked
    in it."""
    path, config = released_notebook(lab), nbgrader_config()
    fix = f"run 'python -m autograder release {lab}'"
    if not path.exists():
        raise UsageError(f"labs/{lab} is not there: {fix}")
    text = path.read_text()
    mark = next((mark for mark in MARKS if mark in text), None)
    if mark:
        raise UsageError(f"{path.relative_to(ROOT)} holds '{mark}': {fix}")
    expected = nbformat.read(source_notebook(lab), as_version=4)
    for preprocessor in (
        CleanTasks(),
        ClearSolutions(config=config),
        ClearHiddenTests(config=config),
    ):
        expected, _ = preprocessor.preprocess(expected, {})
    mine = nbformat.reads(text, as_version=4)
    if [cell.source.strip() for cell in mine.cells] != [
        cell.source.strip() for cell in expected.cells
    ]:
        raise UsageError(
            f"{path.relative_to(ROOT)} is not as released (did somebody work in it?): {fix}"
        )
    if any(cell.get("outputs") for cell in mine.cells):
        raise UsageError(f"{path.relative_to(ROOT)} holds outputs: {fix}")


def _requirements() -> str:
    """The part of requirements.txt that the labs need."""
    parts = (ROOT / "requirements.txt").read_text().split("\n\n")
    needed = next((part.strip() for part in parts if part.strip().startswith(NEEDED)), None)
    if needed is None:
        raise UsageError(
            f"requirements.txt has no part {NEEDED!r} any more: autograder/bundle.py takes it from there"
        )
    return f"# What the labs need. constraints.txt pins everything below them.\n\n{needed}\n"


def _pyproject() -> str:
    """A pyproject.toml of ``warehouse`` alone: the autograder is not in the bundle."""
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text())
    project = whole["project"]
    return (
        f'[build-system]\nrequires = ["setuptools>=69"]\nbuild-backend = "setuptools.build_meta"\n\n'
        f'[project]\nname = "warehouse-labs"\nversion = "{project["version"]}"\n'
        f'description = "The lab kit of a course on the internals of a cloud data warehouse"\n'
        f'requires-python = "{project["requires-python"]}"\n\n'
        f'[tool.setuptools.packages.find]\ninclude = ["warehouse*"]\nnamespaces = false\n'
    )


def _readme(has_site: bool) -> str:
    rows = "\n".join(f"| {lab.replace('_', ' ')} | `labs/{lab}/{lab}.ipynb` |" for lab in labs())
    book = (
        "The book: open `book/_build/html/index.html` in a browser. It reads with the network closed.\n"
        if has_site
        else ""
    )
    first = "compression" if "compression" in labs() else labs()[0]
    return README.format(labs=rows, book=book, first=first)
