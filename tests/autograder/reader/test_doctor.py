"""``course doctor``: what is missing is named, with its fix in one line."""

from __future__ import annotations

import subprocess
import sys
from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from autograder.reader import doctor
from conftest import WITHOUT_SANDBOX
from warehouse import data


def test_this_machine_is_found_well():
    """Tests run where the course is set up; memory and disk are as they are."""
    data.generate(0.01)
    data.generate(0.1)
    done = subprocess.run(
        [Path(sys.executable).parent / "course", "doctor"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("✓") >= len(doctor.CHECKS) - 3 - bool(WITHOUT_SANDBOX)
    assert "all that the labs need is there" in done.stdout


@pytest.mark.parametrize(
    ("direct", "pinned", "said"),
    [
        ("no-such-package==1  # why", "", "no-such-package missing"),
        ("", "numpy==0.1", "numpy is "),
        ("numpy", "no-such-package==1\nnumpy==0.1 ; python_version < '3'", ""),
    ],
)
def test_packages_that_are_missing_or_others_are_named(tmp_path, direct, pinned, said):
    lists = tmp_path / "requirements.txt", tmp_path / "constraints.txt"
    for path, text in zip(lists, (direct, pinned)):
        path.write_text(f"# a comment\n\n{text}\n")
    finding = doctor.packages(lists)
    assert finding.trouble.startswith(said) and bool(finding.trouble) == bool(said)
    assert finding.fix.endswith("make setup")


def test_data_that_are_missing_or_others_are_told_apart(tmp_path, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_DATA", str(tmp_path))
    assert "is not in" in doctor.tables().trouble and doctor.tables().fix == "make data"
    for scale in doctor.SCALES:
        data.folder(scale).mkdir()
        for name in data.TABLES:
            (data.folder(scale) / f"{name}.parquet").write_bytes(b"something else")
    assert "is not the expected table" in doctor.tables().trouble


@pytest.mark.parametrize(
    ("place", "name", "value", "check"),
    [
        (sys, "version_info", (3, 9, 1), "python"),
        (psutil, "virtual_memory", lambda: namedtuple("Memory", "available")(1 << 20), "memory"),
        (doctor.shutil, "disk_usage", lambda path: namedtuple("Disk", "free")(1 << 20), "disk"),
        (doctor.shutil, "which", lambda name: None, "git"),
        (doctor.shutil, "which", lambda name: None, "browser"),
        (doctor.sandbox, "why_not", lambda: "no namespaces here", "sandboxed"),
        (doctor.in_front, "found", lambda: "numpy.py would be imported", "modules"),
        (doctor, "labs", lambda: ["nolab"], "notebooks"),
        (doctor, "KERNEL", "no-such-kernel", "kernel"),
    ],
)
def test_each_trouble_has_a_fix_of_one_line(monkeypatch, place, name, value, check):
    monkeypatch.setattr(place, name, value)
    finding = getattr(doctor, check)()
    assert finding.trouble and finding.fix and "\n" not in finding.fix
    assert "fix: " in doctor.as_text(finding)


def test_a_port_that_cannot_be_had_is_said(monkeypatch):
    def refuse(*ignored: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(doctor.socket, "create_server", refuse)
    assert "Operation not permitted" in doctor.ports().trouble


def test_what_only_some_commands_want_costs_nothing(monkeypatch, capsys):
    bad = doctor.Finding("git", "", "not there", "install it", needed=False)
    monkeypatch.setattr(doctor, "CHECKS", (lambda: bad,))
    assert doctor.main() == 0
    monkeypatch.setattr(doctor, "CHECKS", (lambda: replace(bad, needed=True),))
    assert doctor.main() == 1
    assert "1 to mend" in capsys.readouterr().out
