"""The container, line by line: it installs what 'make setup' does and nothing by itself, its programs are
those that the course names, and nothing of a class gets in. No image is built here; 'make test-all', as root
and where debootstrap is, carries its lines out in a fresh root (half an hour)."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from types import SimpleNamespace

import pytest

from autograder.paths import ROOT, UsageError
from autograder.quality import fresh_root, sampling
from conftest import sample_seed

LINES = fresh_root.lines()
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


class Told(fresh_root.Fresh):
    """A root that says what would be done in it."""

    def run(self, *command: str) -> None:
        self.environment[f"{self.user} {self.folder}"] = shlex.join(command)

    def copy(self) -> None:
        self.run("copy")


def test_the_fresh_root_carries_out_every_line(monkeypatch, tmp_path):
    made: list[list[str]] = []

    def run(command: list[str], **how: object) -> SimpleNamespace:
        made.append(command)
        (tmp_path / "etc").mkdir()
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(fresh_root.subprocess, "run", run)
    fresh = Told(tmp_path, settings={})
    said = list(fresh_root.steps(fresh))
    assert said[: len(LINES)] == [" ".join(line) for line in LINES]
    assert said[len(LINES)].endswith("lab --version") and "doctor" in said[len(LINES) + 1]
    (debian,) = made
    assert debian[-1] == str(tmp_path) and debian[-2] in told("FROM")[0].split("-")
    first, last = list(fresh.environment.items())[:: len(fresh.environment) - 1]
    assert first[0] == "root /" and last[0] == f"reader {told('WORKDIR')[0]}"
    assert last[1].endswith(shlex.join(json.loads(told("CMD")[0]))), "and opens what CMD opens"


def test_settings_come_from_outside_with_the_files_that_they_name(monkeypatch, tmp_path):
    index, wheels = tmp_path / "index" / "simple", tmp_path / "wheels"
    index.mkdir(parents=True)
    wheels.mkdir()
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    monkeypatch.setenv("HTTPS_PROXY", "http://there")
    monkeypatch.setenv("A_SECRET", "word")
    found = fresh_root.outside()
    assert found["PIP_FIND_LINKS"] == str(wheels) and found["HTTPS_PROXY"] == "http://there"
    assert "A_SECRET" not in found and "PATH" not in found
    named = fresh_root.named_in({"A": f"file://{index} {wheels} /nowhere", "B": "180"})
    assert named == [str(index.parent), str(wheels)], "an index is bound with its files"


def test_what_it_cannot_do_is_said(tmp_path, monkeypatch):
    with pytest.raises(UsageError, match="only a slim image of Python"):
        fresh_root.release("docker.io/library/alpine:3")
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "passwd").write_text("root:x:0:0:root:/root:/bin/sh\n")
    fresh = fresh_root.Fresh(tmp_path, settings={})
    assert fresh.account() == (0, 0, "/root")
    fresh.user = "nobody-there"
    with pytest.raises(UsageError, match="no user in the fresh root"):
        fresh.account()
    monkeypatch.setattr(fresh_root, "why_not", lambda: "not here")
    with pytest.raises(UsageError, match="not here"):
        fresh_root.build(tmp_path / "root")
    assert not (tmp_path / "root").exists()


def test_every_line_works_in_a_fresh_root(tmp_path, capfd):
    if sample_seed() != sampling.ALL:
        pytest.skip("half an hour: only in 'make test-all'")
    if words := fresh_root.why_not():
        pytest.skip(words)
    fresh_root.build(tmp_path / "root")
    shutil.rmtree(tmp_path / "root")
    assert "every line of the Containerfile has worked" in capfd.readouterr().out
