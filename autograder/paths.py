"""Where everything lies: the course's folders, and the lab names that exist. Errors here name the
fix."""

from __future__ import annotations

from pathlib import Path

from traitlets.config import Config, PyFileConfigLoader

ROOT = Path(__file__).resolve().parents[1]
SOLUTIONS, LABS, AUTOGRADER, BOOK = (
    ROOT / "solutions",
    ROOT / "labs",
    ROOT / "autograder",
    ROOT / "book",
)
SUBMITTED, EXECUTED = AUTOGRADER / "submitted", AUTOGRADER / "executed"
AUTOGRADED, FEEDBACK = AUTOGRADER / "autograded", AUTOGRADER / "feedback"
WAREHOUSE = ROOT / "warehouse"


class UsageError(Exception):
    """Something the caller can mend; the command line prints it as one line and exits with 2."""


def labs() -> list[str]:
    """The names of all labs, in alphabetical order."""
    return sorted(
        path.parent.name for path in SOLUTIONS.glob("*/*.ipynb") if path.stem == path.parent.name
    )


def require_lab(name: str) -> str:
    """The name itself if there is such a lab, else a UsageError that lists the labs there are."""
    if name not in labs():
        raise UsageError(
            f"there is no lab {name!r}; the labs are: {', '.join(labs()) or 'none yet'}"
        )
    return name


def lab_at(path: Path) -> tuple[str, Path]:
    """The lab and the folder that a path on the command line means. Raises UsageError with the
    fix."""
    if path.suffix == ".ipynb" and path.is_file():
        folder, name = path.parent, path.stem
    elif path.is_dir():
        folder, name = path, path.resolve().name
    elif str(path) in labs():
        raise UsageError(f"say labs/{path}: a folder or a notebook, not a lab's name")
    else:
        raise UsageError(f"{path} is neither a folder nor a notebook; try labs/{labs()[0]}")
    return require_lab(name), folder


def source_notebook(lab: str) -> Path:
    return SOLUTIONS / lab / f"{lab}.ipynb"


def released_notebook(lab: str) -> Path:
    return LABS / lab / f"{lab}.ipynb"


def hidden_helpers(lab: str) -> list[Path]:
    """What graded cells of a lab import and nobody else may: ``checks.py``, or a package of that
    name."""
    folder = SOLUTIONS / lab
    return sorted([*folder.glob("checks.py"), *folder.glob("checks/**/*.py")])


def answers(lab: str) -> Path:
    """The folder of a lab's answers corpus and its stored kill matrix."""
    return SOLUTIONS / lab / "answers"


def nbgrader_config() -> Config:
    """The configuration that ``nbgrader`` itself reads when it is called from the autograder
    folder. Raises UsageError where an instructor's own settings cannot be read, or name what there
    is not."""
    from autograder import own_settings

    try:
        config = PyFileConfigLoader("nbgrader_config.py", path=str(AUTOGRADER)).load_config()
    except Exception as error:  # an instructor's file is Python, and may raise anything
        where = own_settings.where_it_failed(error)
        if not where:
            raise
        raise UsageError(f"{where}: {type(error).__name__}: {error}") from None
    if wrong := own_settings.what_is_wrong(config):
        raise UsageError(f"autograder/{own_settings.FILE}: {wrong}")
    return config
