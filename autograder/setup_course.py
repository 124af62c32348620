"""Sets this copy of the course up: a virtual environment, the packages that the labs need, the data.

    python3 setup_course.py

Again, it does what is missing, and nothing where nothing is. (This file goes to students, in the
bundle's top folder; it needs nothing but Python, and says so where Python is too old.)
"""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")
READY = VENV / "ready"  # holds what was installed, as a digest of the lists of packages
LISTS = ("requirements.txt", "constraints.txt", "pyproject.toml")


def main():
    os.chdir(str(ROOT))  # what follows writes here, from wherever it is called
    check_version(sys.version_info[:2])
    wanted = hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in LISTS)).hexdigest()
    if not READY.exists() or READY.read_text() != wanted:
        if not has_environment():
            make_environment()
        install()
        READY.write_text(wanted)
    explain_graded_cells(VENV)
    say("making the data that the labs read (TPC-H, no network)")
    run("the data could not be made", "-m", "warehouse.data")
    jupyter = (PROGRAMS / "jupyter").relative_to(ROOT)
    say("ready. Open the labs, from this folder:")
    print(f"\n    {jupyter} lab --notebook-dir=labs\n")


def check_version(version):
    """End with what to do where this Python is none that the packages are there for."""
    text = (ROOT / "pyproject.toml").read_text()
    found = re.search(r'requires-python = ">=(\d+)\.(\d+),<(\d+)\.(\d+)"', text)
    numbers = [int(number) for number in found.groups()]
    if not tuple(numbers[:2]) <= version < tuple(numbers[2:]):
        least, first_after = (f"{major}.{minor}" for major, minor in (numbers[:2], numbers[2:]))
        sys.exit(
            f"setup_course: this is Python {version[0]}.{version[1]}; the course needs {least} or newer, older than "
            f"{first_after}. Install one, and give this command with it: python{least} setup_course.py"
        )


def has_environment():
    """Whether .venv is one of this Python's, of an earlier time that was not finished."""
    if not PYTHON.exists():
        return False
    asked = [str(PYTHON), "-c", "import pip, sys; print(sys.version)"]
    said = subprocess.run(asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    return said.decode().split() == sys.version.split()


def make_environment():
    say("making a virtual environment in .venv")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if made.returncode:
        sys.exit(
            "setup_course: no virtual environment could be made. On Debian and Ubuntu: "
            "sudo apt install python3-venv, then this command again"
        )


def install():
    say("installing the packages that the labs need (some minutes, most of a gigabyte)")
    pip = ("-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    trouble = "the packages could not be installed (is there a network?); give this command again"
    # setuptools, which the next line needs, comes with no Python since 3.12
    run(trouble, *pip, "-r", "requirements.txt", "setuptools", "-c", "constraints.txt")
    run(trouble, *pip, "--no-deps", "--no-build-isolation", "--editable", ".")


def explain_graded_cells(environment):
    """Have every kernel of the environment say, when a graded cell is run by hand, what becomes of it."""
    path = environment / "etc" / "ipython" / "ipython_kernel_config.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        'c = get_config()\nc.InteractiveShellApp.extensions.append("warehouse.graded_cell")\n'
    )


def run(trouble, *arguments):
    """Python of the environment with these arguments; ends with ``trouble`` in words where it fails."""
    done = subprocess.run([str(PYTHON), *arguments])
    if done.returncode:
        sys.exit("setup_course: " + trouble)


def say(words):
    print("setup_course: " + words, flush=True)


if __name__ == "__main__":
    main()
