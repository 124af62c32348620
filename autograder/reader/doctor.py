"""``course doctor``: what this machine has of what the course needs, and for what is missing the fix in
one line."""

from __future__ import annotations

import shutil
import socket
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import psutil
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from autograder import in_front
from autograder.execution import sandbox
from autograder.execution.sandbox import GIB
from autograder.paths import LABS, ROOT, labs
from warehouse import data
from warehouse.errors import CourseError

#: Bytes: what the warm interpreters and one lab take, and what data, book and packages take.
LEAST_MEMORY, LEAST_DISK = 2 * GIB, 2 * GIB
KERNEL = "python3"
SCALES = (0.01, 0.1)


@dataclass(frozen=True)
class Finding:
    """``trouble``: empty where all is well. ``fix``: one line. ``needed``: False for what only some
    commands want."""

    name: str
    found: str
    trouble: str = ""
    fix: str = ""
    needed: bool = True


def python() -> Finding:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    mine = ".".join(map(str, sys.version_info[:3]))
    if mine in SpecifierSet(wanted):
        return Finding("Python", mine)
    return Finding(
        "Python",
        mine,
        f"the course needs {wanted}",
        "rm -r .venv, then: make PYTHON=python3.12 setup",
    )


def packages(
    lists: tuple[Path, ...] = (ROOT / "requirements.txt", ROOT / "constraints.txt"),
) -> Finding:
    """Those that the course names itself must be there; all that are must have the pinned versions."""
    direct, pinned = (list(_requirements(path)) for path in lists)
    missing = [one.name for one in direct if _installed(one.name) is None]
    others = sorted(
        {
            f"{one.name} is {version}, not {one.specifier}"
            for one in (*direct, *pinned)
            if (version := _installed(one.name)) and version not in one.specifier
        }
    )
    trouble = "; ".join(
        [*([f"{', '.join(missing)} missing"] if missing else []), *others[:3]]
        + ([f"and {len(others) - 3} more"] if others[3:] else [])
    )
    return Finding(
        "packages", f"{len(direct)} direct", trouble, "touch requirements.txt && make setup"
    )


def _requirements(path: Path) -> Iterator[Requirement]:
    for line in path.read_text().splitlines():
        if text := line.partition("#")[0].strip():
            one = Requirement(text)
            if one.marker is None or one.marker.evaluate():
                yield one


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def modules() -> Finding:
    return Finding("PYTHONPATH", "nothing in front", in_front.found(), "unset PYTHONPATH")


def kernel() -> Finding:
    """JupyterLab must start this environment's Python, not another's."""
    try:
        program = KernelSpecManager().get_kernel_spec(KERNEL).argv[0]
    except NoSuchKernel:
        return Finding("kernel", "", f"there is no kernel {KERNEL}", "make setup")
    # a bare name is looked up by Jupyter in the environment that it runs in itself
    mine = Path(program).name == program or Path(program).parent == Path(sys.executable).parent
    trouble = "" if mine else f"the kernel {KERNEL} is another Python's: {program}"
    fix = f"{sys.executable} -m ipykernel install --sys-prefix"
    return Finding("kernel", KERNEL, trouble, fix)


def sandboxed() -> Finding:
    return Finding(
        "sandbox",
        "there is one",
        sandbox.why_not(),
        "none needed for your own work; a class is graded on Linux, or with --no-sandbox",
        needed=False,
    )


def memory() -> Finding:
    free = psutil.virtual_memory().available
    trouble = "" if free >= LEAST_MEMORY else f"{LEAST_MEMORY / GIB:g} GiB are needed"
    return Finding("memory", f"{free / GIB:.1f} GiB free", trouble, "close other programs")


def disk() -> Finding:
    free = shutil.disk_usage(ROOT).free
    trouble = "" if free >= LEAST_DISK else f"{LEAST_DISK / GIB:g} GiB are needed"
    return Finding("disk", f"{free / GIB:.1f} GiB free", trouble, "make room, or move the course")


def ports() -> Finding:
    """Labs start servers (S3, PostgreSQL, Kafka, a cluster) on ports of 127.0.0.1 that are free."""
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            place = server.getsockname()
            with socket.create_connection(place, timeout=5):
                return Finding("ports", f"127.0.0.1 answers, on {place[1]} for one")
    except OSError as error:
        return Finding(
            "ports",
            "",
            f"no server can be reached on 127.0.0.1 ({error})",
            "let this user listen on 127.0.0.1: look at the firewall, and at 'ip addr show lo'",
        )


def tables() -> Finding:
    """The TPC-H tables are there, and those that the book was measured on."""
    trouble = ""
    for scale in SCALES:
        place = data.folder(scale)
        if not all((place / f"{name}.parquet").is_file() for name in data.TABLES):
            trouble = f"scale factor {scale:g} is not in {place}"
            continue
        try:
            data.verify(scale)
        except CourseError as error:
            return Finding("data", "", str(error), f"rm -r {place}, then: make data")
    return Finding("data", "TPC-H, scale factors 0.01 and 0.1", trouble, "make data")


def notebooks() -> Finding:
    there = [lab for lab in labs() if (LABS / lab / f"{lab}.ipynb").is_file()]
    missing = [lab for lab in labs() if lab not in there]
    trouble = f"not released: {', '.join(missing)}" if missing else ""
    return Finding("labs", f"{len(there)} notebooks", trouble, "course release all")


def git() -> Finding:
    found = shutil.which("git") or ""
    trouble = "" if found else "git is not there, which 'course update' asks for a newer version"
    return Finding("git", found, trouble, "Debian: sudo apt install git", needed=False)


def browser() -> Finding:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), "")
    trouble = "" if found else "no Chromium, which 'make pdf' prints with"
    return Finding("Chromium", found, trouble, "Debian: sudo apt install chromium", needed=False)


CHECKS: tuple[Callable[[], Finding], ...] = (
    python,
    packages,
    modules,
    kernel,
    memory,
    disk,
    ports,
    tables,
    notebooks,
    sandboxed,
    git,
    browser,
)


def as_text(finding: Finding) -> str:
    """A line, and where something is missing a second one with the fix."""
    if not finding.trouble:
        return f"✓ {finding.name:12} {finding.found}"
    sign = "✗" if finding.needed else "○"
    return f"{sign} {finding.name:12} {finding.trouble}\n  {'':12} fix: {finding.fix}"


def main() -> int:
    """Print every finding; 1 where something that is needed is missing."""
    missing = 0
    for check in CHECKS:
        finding = check()
        missing += bool(finding.trouble) and finding.needed
        print(as_text(finding), flush=True)
    print(
        "\nall that the labs need is there"
        if not missing
        else f"\n{missing} to mend; ask again afterwards"
    )
    return 1 if missing else 0
