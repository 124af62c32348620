"""The container, line by line: it installs what 'make setup' does and nothing by itself, its programs are
those that the course names, and nothing of a class gets in. No image is built here."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from autograder.paths import ROOT

LINES = [
    line.split(maxsplit=1)
    for line in (ROOT / "Containerfile").read_text().splitlines()
    if line and not line.startswith("#")
]
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, flags=re.MULTILINE))
#: Debian's packages, each with the file that says what for.
PROGRAMS = {
    "git": "autograder/reader/doctor.py",
    "chromium": "autograder/reader/doctor.py",
    "make": "book/appendix/jupyterhub.md",
}


def told(word: str) -> list[str]:
    return [rest for name, rest in LINES if name == word]


def steps() -> list[list[str]]:
    """The commands of the RUN lines."""
    return [shlex.split(part) for line in told("RUN") for part in line.split("&&")]


@pytest.mark.parametrize("step", steps(), ids=" ".join)
def test_every_step_is_one_that_is_known(step):
    match step:
        case ["apt-get", "update"] | ["rm", "-rf", "/var/lib/apt/lists/*"]:
            pass
        case ["apt-get", "install", "--yes", "--no-install-recommends", *packages]:
            assert set(packages) == set(PROGRAMS)
            assert all(name in (ROOT / file).read_text() for name, file in PROGRAMS.items())
        case ["make", target]:
            assert target in TARGETS
        case ["useradd", *_, name] | ["chown", _, name]:
            assert name in ("reader", *told("WORKDIR"))
        case _:
            pytest.fail(f"{step}: packages come by 'make setup', from the pinned list")


def test_its_python_is_one_of_the_courses():
    (image,) = told("FROM")
    minor = int(re.fullmatch(r"docker\.io/library/python:3\.(\d+)-slim-\w+", image)[1])
    wanted = re.search(
        r'requires-python = ">=3\.(\d+),<3\.(\d+)"', (ROOT / "pyproject.toml").read_text()
    )
    assert int(wanted[1]) <= minor < int(wanted[2])


def test_the_pinned_list_is_what_make_setup_installs():
    assert ["make", "setup"] in steps()
    assert (
        "pip install --quiet --disable-pip-version-check -r requirements.txt -c constraints.txt"
        in MAKEFILE
    )


def test_lines_stand_in_an_order_that_works():
    words = [name for name, _ in LINES]
    assert words[0] == "FROM" and words[-1] == "CMD" and set(words) <= {
        "FROM", "RUN", "WORKDIR", "USER", "COPY", "EXPOSE", "CMD"
    }  # fmt: skip
    assert told("USER") == ["reader"], "a kernel does not run as root"
    assert told("COPY") == ["--chown=reader:reader . ."]
    order = [" ".join(line) for line in LINES]
    places = [
        order.index(it) for it in ("USER reader", f"COPY {told('COPY')[0]}", "RUN make setup")
    ]
    assert places == sorted(places) and order.index(f"RUN {told('RUN')[0]}") < places[0]


def test_it_opens_the_labs_on_the_port_that_it_shows():
    (command,), (port,) = map(json.loads, told("CMD")), told("EXPOSE")
    assert command[:2] == ["make", "lab"] and "lab" in TARGETS
    assert command[2].startswith("ARGS=") and f"--port={port}" in command[2]
    assert "--ip=0.0.0.0" in command[2] and "--no-browser" in command[2]


def test_what_git_ignores_stays_outside():
    kept_out = (ROOT / ".dockerignore").read_text().splitlines()
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    missing = [it for it in [*ignored, ".git"] if it and not {it, f"**/{it}"} & set(kept_out)]
    assert missing == []


def test_the_devcontainer_is_the_same_container():
    given = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text())
    folder = ROOT / ".devcontainer"
    assert (folder / given["build"]["dockerfile"]).resolve() == ROOT / "Containerfile"
    assert (folder / given["build"]["context"]).resolve() == ROOT
    assert [given["remoteUser"]] == told("USER")
    assert list(map(str, given["forwardPorts"])) == told("EXPOSE")
    make, *targets = given["postCreateCommand"].split()  # the folder that is mounted has no .venv
    assert make == "make" and [["make", it] for it in targets] == [
        s for s in steps() if s[0] == "make"
    ]
