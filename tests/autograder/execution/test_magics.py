"""What works in Jupyter and changes nothing works in a graded notebook: the cell goes on behind it."""

from __future__ import annotations

import nbformat
import pytest

from autograder.execution.runner import Runner, Settings

CELLS = {
    "%matplotlib inline": "",
    "%matplotlib widget": "plots come inline",
    "%matplotlib notebook": "",
    "!ls": "!ls was not run",
    "%pip install numpy": "!pip install numpy was not run",
    "%conda install numpy": "!conda install numpy was not run",
    "get_ipython().system('ls')": "was not run",
    "files = !ls": "",
    "quit()": "quit() ends nothing here",
    "exit()": "ends nothing here",
    "%load_ext autoreload\n%autoreload 2": "",
    "%config InlineBackend.figure_format = 'retina'": "",
    "from IPython.display import clear_output\nclear_output()": "",
}


@pytest.fixture(scope="module")
def ran():
    cells = [
        nbformat.v4.new_code_cell(f"{source}\ndone_{number} = True")
        for number, source in enumerate(CELLS)
    ]
    names = [f"done_{number}" for number in range(len(CELLS))]
    cells.append(nbformat.v4.new_code_cell(f"print([n for n in {names} if n not in globals()])"))
    nb = nbformat.v4.new_notebook(cells=cells)
    with Runner("compression", Settings(cell_seconds=20)) as runner:
        runner.run(nb)
    return ["".join(o.get("text", "") or o.get("evalue", "") for o in c.outputs) for c in nb.cells]


def test_every_cell_goes_on_behind_it(ran):
    assert ran[-1].strip() == "[]"


@pytest.mark.parametrize("number", range(len(CELLS)), ids=list(CELLS))
def test_what_is_not_done_is_said_in_a_line(ran, number):
    words = list(CELLS.values())[number]
    assert words in ran[number] if words else len(ran[number].splitlines()) <= 1
