"""The student bundle: complete enough to work, and free of everything that a student should not
have."""

from __future__ import annotations

import ast
import html
import io
import os
import re
import subprocess
import sys
import tomllib
import zipfile

import nbformat
import numpy as np
import pytest

from autograder import bundle, paths
from autograder.paths import UsageError
from autograder.quality import corpus
from conftest import RIGHT_RLE, set_cell
from warehouse import checks
from warehouse.checks.exercise import Exercise
from warehouse.checks.generated import SEED_VARIABLE

pytestmark = pytest.mark.usefixtures("book_to_itself")


@pytest.fixture(scope="module")
def zipped(tmp_path_factory, book_to_itself):
    """The zip of the real course, made once."""
    return bundle.make(tmp_path_factory.mktemp("bundle") / "course.zip")


@pytest.fixture(scope="module")
def files(zipped):
    """What a student unpacks: the bytes of every file, by its path below the course's folder."""
    with zipfile.ZipFile(zipped) as archive:
        names = archive.namelist()
        assert all(name.startswith("course/") for name in names)
        return {name.removeprefix("course/"): archive.read(name) for name in names}


def third_party(source: str) -> set[str]:
    """The top-level modules that Python text imports, the standard library's and the course's own
    left out."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names - {"warehouse"}


def test_book_labs_and_warehouse_are_in_it(files):
    for name in (
        "README.md",
        "LICENSE",
        "LICENSE-TEXT.md",
        "requirements.txt",
        "constraints.txt",
        "pyproject.toml",
    ):
        assert files[name].strip()
    for name in (
        "book/_toc.yml",
        "book/performance/compression.md",
        "labs/AGENTS.md",
        "warehouse/checks/__init__.py",
    ):
        assert name in files
    for lab in paths.labs():
        assert files[f"labs/{lab}/{lab}.ipynb"] == paths.released_notebook(lab).read_bytes()
    if (paths.BOOK / "_build" / "html" / "index.html").exists():
        assert "book/_build/html/index.html" in files


def test_no_solution_hidden_test_answer_or_attack_is_in_it(files):
    assert {name.partition("/")[0] for name in files if "/" in name} == {
        "book",
        "labs",
        "warehouse",
    }
    kept_back = re.compile(
        r"solution|answer|attack|gradebook|submitted|\.git|test_|conftest|benchmark"
    )
    assert not [name for name in files if kept_back.search(name)]
    for name, raw in files.items():
        if name.startswith("labs/"):
            assert not any(
                mark.encode() in raw
                for mark in ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS", "END HIDDEN")
            ), name


def test_no_line_of_a_solution_is_in_it(files):
    secret = bundle.solution_lines()
    assert len(secret) > 100
    assert bundle.leaks(files) == []
    pages = [
        raw.decode(errors="replace")
        for name, raw in files.items()
        if name.endswith((".md", ".ipynb", ".py"))
    ]
    assert not [line for line in secret for page in pages if line in page]


def test_no_check_of_a_hidden_test_is_in_it(files):
    cells = [
        cell
        for lab in paths.labs()
        for cell in nbformat.read(paths.source_notebook(lab), as_version=4).cells
    ]
    hidden = "\n".join(cell.source for cell in cells if cell["id"].endswith("-checks"))
    titles = set(re.findall(r'@exercise\.(?:check|property)\(\s*"([^"]{20,})"', hidden))
    assert len(titles) > 50
    text = "\n".join(
        raw.decode(errors="replace")
        for name, raw in files.items()
        if name.endswith((".md", ".ipynb", ".py"))
    )
    assert not [title for title in titles if title in text]


def test_the_same_files_give_the_same_zip(monkeypatch, tmp_path):
    monkeypatch.setattr(bundle, "collect", lambda: {"b": b"2", "a": b"1"})
    first, second = (
        bundle.make(tmp_path / "first.zip"),
        bundle.make(tmp_path / "new" / "second.zip"),
    )
    assert first.read_bytes() == second.read_bytes()
    assert zipfile.ZipFile(first).namelist() == ["course/a", "course/b"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first.zip", "new"]


def test_an_unpacked_bundle_works_on_its_own(zipped, tmp_path):
    with zipfile.ZipFile(zipped) as archive:
        members = [name for name in archive.namelist() if "/_build/" not in name]
        archive.extractall(tmp_path, members)
    course = tmp_path / "course"
    code = (
        "import warehouse, warehouse.compression.views, warehouse.data as data, warehouse.checks, warehouse.snapshot_isolation\n"
        "from pathlib import Path\n"
        "print(Path(warehouse.__file__).parent, data.folder(0.01), sep='\\n')\n"
        "import importlib.util; print(importlib.util.find_spec('autograder'))"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": str(course),
        "PYTHONNOUSERSITE": "1",
        "PYTHONSAFEPATH": "1",
    }
    environment.pop("WAREHOUSE_DATA", None)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, env=environment
    )
    assert done.returncode == 0, done.stderr
    package, data = done.stdout.splitlines()[:2]
    assert package == str(course / "warehouse")
    assert data == str(course / "data" / "tpch-sf0.01")


def test_its_packages_are_those_that_it_holds_and_its_requirements_what_they_import(files):
    settings = tomllib.loads(files["pyproject.toml"].decode())
    assert settings["tool"]["setuptools"]["packages"]["find"] == {
        "include": ["warehouse*"],
        "namespaces": False,
    }
    folders = {name.rpartition("/")[0] for name in files if re.match(r"warehouse/.*\.py$", name)}
    assert all(f"{folder}/__init__.py" in files for folder in folders), (
        "a folder that is no package is not found"
    )
    whole = tomllib.loads((paths.ROOT / "pyproject.toml").read_text())
    assert settings["project"]["requires-python"] == whole["project"]["requires-python"]
    requirements = files["requirements.txt"].decode()
    assert "nbgrader" not in requirements
    named = {
        re.split(r"[\[=]", line)[0].replace("-", "_")
        for line in requirements.splitlines()
        if line and line[0] != "#"
    }
    python = [
        raw.decode()
        for name, raw in files.items()
        if name.startswith("warehouse/") and name.endswith(".py")
    ]
    for name, raw in files.items():
        if name.endswith(".ipynb"):
            python += [
                cell.source
                for cell in nbformat.reads(raw.decode(), 4).cells
                if cell.cell_type == "code"
            ]
    used = set().union(*(third_party(text) for text in python))
    comes_with = {
        "IPython": "ipywidgets",
        "distributed": "dask",
        "cloudpickle": "dask",
        "botocore": "boto3",
    }
    assert {comes_with.get(name, name) for name in used} <= named


def test_the_readme_says_how_to_start_and_names_every_lab(files):
    text = files["README.md"].decode()
    for words in (
        "python3 -m venv",
        "pip install -r requirements.txt -c constraints.txt",
        "jupyter lab",
        "Hand in",
    ):
        assert words in text
    assert all(f"labs/{lab}/{lab}.ipynb" in text for lab in paths.labs())
    for path in re.findall(r"`((?:labs|book)/[^`]+)`", text):
        assert path in files


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (lambda nb: set_cell(nb, "rle", RIGHT_RLE), "is not as released"),
        (lambda nb: set_cell(nb, "rle", "### BEGIN SOLUTION\n### END SOLUTION"), "BEGIN SOLUTION"),
        (
            lambda nb: set_cell(nb, "rle-checks", "### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS"),
            "BEGIN HIDDEN TESTS",
        ),
    ],
)
def test_a_notebook_that_is_not_as_released_is_refused_by_name(
    changed, words, monkeypatch, tmp_path
):
    path = tmp_path / "compression.ipynb"
    nbformat.write(
        changed(nbformat.read(paths.released_notebook("compression"), as_version=4)), path
    )
    monkeypatch.setattr(bundle, "released_notebook", lambda lab: path)
    monkeypatch.setattr(bundle, "ROOT", tmp_path)
    with pytest.raises(UsageError, match=f"compression.ipynb.*{words}"):
        bundle.collect()


def test_a_file_with_a_line_of_a_solution_is_refused_by_name(monkeypatch, tmp_path):
    line = max(bundle.solution_lines(), key=len)
    page = (
        "<p>" + " ".join(f"<span>{html.escape(word)}</span>" for word in line.split(" ")) + "</p>"
    )
    for name, text in (
        ("book/notes.md", f"like so:\n    {line}\n"),
        ("book/_build/html/notes.html", page),
    ):
        assert [name in sentence for sentence in bundle.leaks({name: text.encode()})] == [True]
    monkeypatch.setattr(bundle, "collect", lambda: {"book/notes.md": line.encode()})
    with pytest.raises(UsageError, match="book/notes.md"):
        bundle.make(tmp_path / "course.zip")
    assert not list(tmp_path.iterdir())


def test_without_git_the_same_files_are_found():
    listed = {name for name in bundle._listed() if bundle._wanted(bundle.PurePosixPath(name))}
    walked = {name for name in bundle.walked() if bundle._wanted(bundle.PurePosixPath(name))}
    assert listed == walked
    assert not [name for name in walked if "__pycache__" in name or "_build" in name]


def test_work_in_progress_and_other_folders_are_not_wanted():
    for name in (
        "labs/compression/mine.ipynb",
        "labs/notes.txt",
        "warehouse/dump.parquet",
        "solutions/compression/compression.ipynb",
        "solutions/compression/answers/matrix.json",
        "book/_build/jupyter_execute/x.ipynb",
        "tests/conftest.py",
    ):
        assert not bundle._wanted(bundle.PurePosixPath(name))


def test_links_are_refused(tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("x")
    (tmp_path / "link.md").symlink_to(tmp_path / "secret")
    monkeypatch.setattr(bundle, "ROOT", tmp_path)
    with pytest.raises(UsageError, match="link.md is a link"):
        bundle._bytes(tmp_path / "link.md")


# --- The course seed: what an instructor's hidden tests draw is not what the public repository's draw -------------------


def test_the_course_seed_changes_what_is_generated(monkeypatch):
    monkeypatch.delenv(SEED_VARIABLE, raising=False)
    public = (
        checks.seed("rle", "speed"),
        checks.generator("rle", "speed").integers(0, 1 << 40, 8).tolist(),
    )
    monkeypatch.setenv(SEED_VARIABLE, "autumn")
    mine = (
        checks.seed("rle", "speed"),
        checks.generator("rle", "speed").integers(0, 1 << 40, 8).tolist(),
    )
    monkeypatch.setenv(SEED_VARIABLE, "spring")
    other = checks.seed("rle", "speed")
    assert public[0] != mine[0] != other != public[0]
    assert public[1] != mine[1]


@pytest.mark.parametrize("lab", paths.labs())
def test_every_lab_draws_hidden_data_from_the_course_seed(lab):
    cells = {
        cell["id"]: cell.source
        for cell in nbformat.read(paths.source_notebook(lab), as_version=4).cells
    }
    draws = re.compile(r"exercise\.property\(|\bgenerator\(|\bseed\(")
    folder = paths.source_notebook(lab).parent
    drawers = []  # helpers that draw for the cells that call them
    for path in [*folder.glob("checks.py"), *folder.glob("checks/*.py")]:
        source = path.read_text()
        drawers += [
            node.name
            for node in ast.parse(source).body
            if isinstance(node, ast.FunctionDef)
            and draws.search(ast.get_source_segment(source, node))
        ]
    draws = re.compile("|".join([draws.pattern, *(rf"\b{name}\(" for name in drawers)]))
    drawing = [name for name in corpus.exercises(lab) if draws.search(cells[f"{name}-checks"])]
    assert len(drawing) >= len(corpus.exercises(lab)) - 1


def test_hidden_checks_give_other_inputs_under_another_course_seed(monkeypatch):
    """Exercise 1's generated check, run on a function that notes its inputs: those of the public
    repository do not return."""
    cells = {
        cell["id"]: cell.source
        for cell in nbformat.read(paths.source_notebook("compression"), as_version=4).cells
    }
    generated = lambda self: [
        check.function() for check in self._checks if check.name == "round_trip"
    ]
    monkeypatch.setattr(Exercise, "score", generated)

    def inputs(seed):
        monkeypatch.setenv(SEED_VARIABLE, seed)
        noted, names = [], {"__name__": "__main__"}
        exec(cells["setup"] + RIGHT_RLE, names)
        right = names["rle_encode"]

        def rle_encode(a):
            kept = io.BytesIO()
            np.save(kept, a)
            noted.append(kept.getvalue())
            return right(a)

        names["rle_encode"] = rle_encode
        exec(cells["rle-checks"], names)
        return noted

    public, again, mine = inputs("public"), inputs("public"), inputs("autumn")
    assert public == again
    assert len(set(mine) - set(public)) > len(mine) / 2
