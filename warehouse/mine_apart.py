"""The process that runs a reader's notebook for ``warehouse.mine``:

    python -P -m warehouse.mine_apart NOTEBOOK ANSWER '[["exercise", ["name", ...]], ...]'

ANSWER becomes a pickled dict from exercise to (its parts, pickled by value, or nothing; why).
"""

from __future__ import annotations

import json
import os
import pickle
import sys
from pathlib import Path

import cloudpickle
from IPython.core.interactiveshell import InteractiveShell

from warehouse import mine as mine  # what it has pickle learn
from warehouse.checks.limits import time_limit

CELL_SECONDS = 10.0  # as when a class is graded
ADDRESS_SPACE = 8 << 30  # bytes, as in the grader's sandbox


def main() -> None:
    name, answer, wanted = sys.argv[1], Path(sys.argv[2]), json.loads(sys.argv[3])
    _limit()
    sys.path.append("")  # last, so that no file of the reader's is taken for a module of Python's
    sys.argv[:] = [""]
    cells = _code(Path(name))
    shell = InteractiveShell.instance()
    for cell in cells:
        if not cell["tests"]:
            with time_limit(CELL_SECONDS):
                shell.run_cell(cell["source"])
    said = {}
    for exercise, names in wanted:
        why = _why_not(shell, cells, exercise)
        said[exercise] = (b"", why) if why else _pickled(shell.user_ns, names)
    # at once or not at all: who waits may lose patience meanwhile
    unfinished = answer.with_suffix(".part")
    unfinished.write_bytes(pickle.dumps(said))
    os.replace(unfinished, answer)


def _limit() -> None:
    if sys.platform != "linux":  # Windows has no limits, macOS none of addresses
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if most == resource.RLIM_INFINITY or most > ADDRESS_SPACE:
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, most))


def _code(path: Path) -> list[dict]:
    """The code cells but for views, and of each its id, and whether it holds tests."""
    found = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        metadata = cell.get("metadata", {})
        if cell["cell_type"] != "code" or "skip-execution" in metadata.get("tags", []):
            continue
        of_grader = metadata.get("nbgrader", {})
        found.append(
            {
                "id": of_grader.get("grade_id") or cell.get("id", ""),
                "source": "".join(cell["source"]),
                "tests": bool(of_grader.get("grade")),
            }
        )
    return found


def _why_not(shell: InteractiveShell, cells: list[dict], exercise: str) -> str:
    """Why an exercise cannot be used, by its examples; empty where they pass."""
    examples = [cell["source"] for cell in cells if cell["id"] == f"{exercise}-examples"]
    if not examples:
        return "its notebook has no examples of it"
    done = shell.run_cell(examples[0])
    error = done.error_before_exec or done.error_in_exec
    if error is None:
        return ""
    words = str(error).removeprefix(f"{exercise}: ").rstrip(".")
    return words[:1].lower() + words[1:] if words else type(error).__name__


def _pickled(names: dict, wanted: list[str]) -> tuple[bytes, str]:
    missing = [name for name in wanted if name not in names]
    if missing:
        return b"", f"{missing[0]} is not defined"
    try:
        parts = cloudpickle.dumps({name: names[name] for name in wanted})
    except Exception as error:  # whatever the reader's objects hold, the others can be taken
        return b"", f"it cannot leave its notebook ({type(error).__name__}: {error})"
    return parts, "its examples pass"


if __name__ == "__main__":
    main()
