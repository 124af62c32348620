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
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import nbformat
import numpy as np
import pytest

from autograder import bundle, paths
from autograder.paths import UsageError
from autograder.quality import answer_files, sampling
from conftest import RIGHT_RLE, sample_seed, set_cell
from warehouse import checks
from warehouse.checks.exercise import Exercise
from warehouse.checks.generated import SEED_VARIABLE


@pytest.fixture(scope="module")
def zipped(tmp_path_factory, site):
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
        "setup_course.py",
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
    assert "book/_build/html/index.html" in files


def test_no_solution_hidden_test_answer_or_attack_is_in_it(files):
    assert {name.partition("/")[0] for name in files if "/" in name} == {
        "book",
        "labs",
        "warehouse",
    }
    kept_back = re.compile(
        r"solution|answer|attack|gradebook|submitted|\.git|test_|conftest|benchmark|checks\.py$"
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


def test_no_hidden_helper_is_in_it(files):
    """What a lab's graded cells import from its checks: neither a file, nor a line of it."""
    helpers = [path for lab in paths.labs() for path in paths.hidden_helpers(lab)]
    assert len(helpers) > len(paths.labs())
    pieces, every = {}, bundle.helper_lines()
    for number, path in enumerate(helpers):
        told = every[path.relative_to(paths.SOLUTIONS).as_posix()]
        assert path.read_bytes() not in files.values()
        if len(told) > bundle.FEW_LINES:  # not a package's own short file
            lines = sorted(told)[: bundle.FEW_LINES + 1]
            pieces[f"warehouse/notes_{number}.py"] = "\n".join(lines).encode()
    found = "\n".join(bundle.leaks(pieces))
    assert [name for name in pieces if name not in found] == []
    assert sum(len(told) > bundle.FEW_LINES for told in every.values()) > 15


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


def unpacked(zipped, folder: Path) -> Path:
    """The bundle as a student unpacks it, without the built book."""
    with zipfile.ZipFile(zipped) as archive:
        archive.extractall(folder, [n for n in archive.namelist() if "/_build/" not in n])
    return folder / "course"


#: What a student does first, in every lab: the notebook's own set-up, from the folder it lies in.
FIRST = """
import os, sys
from pathlib import Path
import nbformat
import warehouse
from warehouse import data
root = Path(sys.argv[1])
assert Path(warehouse.__file__).parent == root / "warehouse", warehouse.__file__
assert data.folder(0.01).parent == root / "data" and data.table("nation", 0.01).num_rows == 25
for path in sorted((root / "labs").glob("*/*.ipynb")):
    os.chdir(path.parent)
    cells = {cell["id"]: cell.source for cell in nbformat.read(path, as_version=4).cells}
    exec(cells["setup"], {"__name__": "__main__"})
    print(path.stem)
try:
    import autograder
except ImportError:
    print("no autograder")
"""


def one_command(course: Path, environment: dict[str, str]) -> subprocess.CompletedProcess:
    """What a student types who has only Python."""
    python = getattr(sys, "_base_executable", sys.executable)
    given = [python, str(course / "setup_course.py")]
    return subprocess.run(given, capture_output=True, text=True, cwd=course.parent, env=environment)


def set_up(course: Path, environment: dict[str, str]) -> str:
    done = one_command(course, environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def plain_environment() -> dict[str, str]:
    ours = ("WAREHOUSE_DATA", "PYTHONPATH", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if name not in ours}


def first_steps(course: Path, environment: dict[str, str]) -> list[str]:
    python = course / ".venv" / "bin" / "python"
    done = subprocess.run(
        [python, "-c", FIRST, str(course)],
        capture_output=True,
        text=True,
        cwd=course,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[:-1]


def test_one_command_sets_an_unpacked_bundle_up(zipped, tmp_path):
    """In a fresh virtual environment, which finds the packages where this one has them: nothing is
    fetched, and pip refuses what is not the version that the bundle pins."""
    course = unpacked(zipped, tmp_path)
    site = sysconfig.get_path("purelib")
    environment = plain_environment() | {
        "PYTHONPATH": site,
        "PIP_NO_INDEX": "1",
        "PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]]),
    }
    requirements = course / "requirements.txt"
    right = requirements.read_text()
    requirements.write_text("no-such-package-of-the-course==0\n")
    refused = one_command(course, environment)
    assert refused.returncode == 1
    assert "the packages could not be installed" in refused.stderr.splitlines()[-1]
    requirements.write_text(right)
    said = set_up(course, environment)
    assert "making a virtual environment" not in said  # it goes on from there
    assert "installing the packages" in said and "jupyter lab --notebook-dir=labs" in said
    assert first_steps(course, environment)[:-1] == paths.labs()
    assert "installing" not in set_up(course, environment)  # again, there is nothing to do


@pytest.mark.skipif(sample_seed() != sampling.ALL, reason="minutes: make test-all")
def test_one_command_sets_an_unpacked_bundle_up_from_nothing(zipped, tmp_path):
    """With pip's own ways to packages, and none of those that this environment has."""
    course = unpacked(zipped, tmp_path)
    set_up(course, plain_environment())
    assert first_steps(course, plain_environment()) == [*paths.labs(), "no autograder"]
    jupyter = course / ".venv" / "bin" / "jupyter"
    done = subprocess.run([jupyter, "lab", "--version"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("version", ["(3, 10)", "(3, 15)"])
def test_another_python_is_told_which_one_will_do(version, zipped, tmp_path):
    course = unpacked(zipped, tmp_path)
    code = f"import setup_course; setup_course.check_version({version})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=course)
    assert done.returncode == 1
    assert "the course needs 3.11 or newer, older than 3.15" in done.stderr


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
        "sklearn": "scikit_learn",
        "jinja2": "jupyterlab",
        "markupsafe": "jupyterlab",
    }
    assert {comes_with.get(name, name) for name in used} <= named


def test_the_readme_says_how_to_start_and_names_every_lab(files):
    text = files["README.md"].decode()
    for words in (
        "$ python3 setup_course.py",
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
    draws = re.compile(r"exercise\.property\(|\bpartial\(generator\b|generator\(|seed\(")
    helpers = helpers_of(lab)
    drawing = [
        name
        for name in answer_files.exercises(lab)
        if draws.search(with_helpers(cells[f"{name}-checks"], helpers))
    ]
    assert len(drawing) >= len(answer_files.exercises(lab)) - 1


def helpers_of(lab):
    """The source of every function, class and constant of the lab's checks, by its name."""
    found = {}
    for path in paths.hidden_helpers(lab):
        source = path.read_text()
        for node in ast.parse(source).body:
            targets = getattr(node, "targets", [getattr(node, "target", node)])
            for name in (getattr(target, "name", getattr(target, "id", "")) for target in targets):
                found[name] = ast.get_source_segment(source, node)
    return found


def with_helpers(cell, helpers):
    """A cell's source, and that of all helpers that it comes to use."""
    used, todo = {}, [cell]
    while todo:
        for name in set(re.findall(r"\w+", todo.pop())) & helpers.keys() - used.keys():
            used[name] = helpers[name]
            todo.append(helpers[name])
    return "\n".join([cell, *used.values()])


def test_what_a_cell_draws_by_way_of_a_helper_is_seen():
    helpers = {"rows": "def rows(): return drawn()", "drawn": "def drawn(): generator(1)", "x": ""}
    assert "generator(" in with_helpers("checks.rows()", helpers)
    assert "generator(" not in with_helpers("checks.x()", helpers)


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
