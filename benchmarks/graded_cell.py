"""From Shift-Enter in a notebook's graded cell to its answer: seconds, for the labs that are named (all of
them without a name). ``first``: the first exercise's, after setup and answer, in a kernel that has just started.

    python benchmarks/graded_cell.py
    python benchmarks/graded_cell.py zone_maps compression --repeat 3 --reading 3

The kernel is a real one, spoken to as JupyterLab does. Answers are the reference's. Without --reading the
cells come without a pause, as "restart and run all" sends them; with it the reader takes so many seconds
between opening the notebook and running its first cell.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path
from statistics import median

import nbformat
from jupyter_client.manager import start_new_kernel
from rich.console import Console
from rich.table import Table

from autograder.paths import labs, released_notebook, require_lab
from autograder.quality.attack_corpus import reference
from autograder.reader import install

MOST_SECONDS = 2.0
PATIENCE = 120.0  # seconds


def settings(folder: Path, lab: str) -> dict[str, str]:
    """The environment of a kernel that a front end has started for the lab's notebook in ``folder``."""
    config = folder / "profile" / "profile_default" / "ipython_kernel_config.py"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(f"c.InteractiveShellApp.extensions = [{install.EXTENSION!r}]\n")
    return {
        **os.environ,
        "IPYTHONDIR": str(config.parents[1]),
        "JPY_SESSION_NAME": str(folder / f"{lab}.ipynb"),
    }


def run(client, cell: str, source: str) -> tuple[str, float]:
    """What a cell shows, and the seconds from its request until the kernel is idle."""
    content = {"code": source, "silent": False, "store_history": True, "allow_stdin": False}
    begun = time.monotonic()
    message = client.session.msg("execute_request", content, metadata={"cellId": cell})
    client.shell_channel.send(message)
    shown = ""
    while True:
        got = client.get_iopub_msg(timeout=PATIENCE)
        if got["parent_header"].get("msg_id") != message["header"]["msg_id"]:
            continue
        said = got["content"]
        if said.get("execution_state") == "idle":
            return shown, time.monotonic() - begun
        shown += said.get("text") or said.get("data", {}).get("text/plain", "")


def measure(lab: str, reading: float) -> dict[str, float]:
    """Seconds of each graded cell, in the notebook's order."""
    answers = reference(lab)
    nb = nbformat.read(released_notebook(lab), as_version=4)
    cells = {cell["id"]: cell.source for cell in nb.cells if cell.cell_type == "code"}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        manager, client = start_new_kernel(cwd=name, env=settings(folder, lab))
        try:
            time.sleep(reading)
            run(client, "setup", cells["setup"])
            seconds = {}
            for exercise, answer in answers.items():
                run(client, exercise, answer)
                shown, seconds[exercise] = run(client, exercise, cells[f"{exercise}-checks"])
                if f"{exercise}: " not in shown:
                    raise SystemExit(f"{lab} {exercise}: {shown}")
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
    return seconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("labs", nargs="*", type=require_lab)
    parser.add_argument("--repeat", type=int, default=1, help="kernels for each lab")
    parser.add_argument("--reading", type=float, default=0.0, help="seconds before the first cell")
    asked = parser.parse_args()
    table = Table("lab", "first, s", "later, median", "longest of these", "its exercise")
    slow = 0
    for lab in asked.labs or labs():
        every = [measure(lab, asked.reading) for _ in range(asked.repeat)]
        medians = {name: median(one[name] for one in every) for name in every[0]}
        (_, first), *later = medians.items()
        name, longest = max(later, key=lambda pair: pair[1])
        half = median(seconds for _, seconds in later)
        slow += sum(seconds > MOST_SECONDS for seconds in medians.values())
        table.add_row(lab, f"{first:.2f}", f"{half:.2f}", f"{longest:.2f}", name)
    Console(width=100).print(table)
    print(
        f"graded cells that took more than {MOST_SECONDS:g} s: {slow}; load of the machine "
        f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    )
    return 1 if slow else 0


if __name__ == "__main__":
    raise SystemExit(main())
