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
    # of an extension, an editor or a kernel that the student's machine has
    "%load_ext nb_black": "No module named 'nb_black'",
    "%reload_ext sql": "No module named 'sql'",
    "%memit 1 + 1": "%memit is not known here",
    "%autosave 60": "%autosave is not known here",
    "%%memit\nmemit = 1": "%%memit is not known here",
    "%%time\n%%memit\nmemit = 2": "%%memit is not known here",
    # a window of the desktop that it was written on
    "import matplotlib\nmatplotlib.use('TkAgg')\nimport matplotlib.pyplot as plt\nplt.figure()": "inline",
    "plt.switch_backend('Qt5Agg')": "inline",
    "matplotlib.use('module://ipympl.backend_nbagg')": "inline",
    "plt.show(block=True)": "",
    "breakpoint()": "breakpoint() stops nothing here",
    "import pdb\npdb.set_trace()": "breakpoint() stops nothing here",
    "from IPython.core.debugger import set_trace\nset_trace()": "breakpoint() stops nothing here",
    "%debug": "%debug stops nothing here",
    "%debug 1 + 1": "%debug stops nothing here",
    # a package that nothing hangs on
    "import seaborn": "No module named 'seaborn'",
    "import seaborn as sns, numpy, torch.nn": "No module named 'torch'",
    "from tqdm.notebook import tqdm, trange as r": "No module named 'tqdm'",
    "from torch import *": "No module named 'torch'",
    "display(tqdm)": "",
    "tqdm, r, sns, torch, numpy.arange(2)": "",
    "from __future__ import annotations\nfrom math import pi": "",
    # what a notebook's process has
    "%%writefile of_the_notebook.py\nanswer = 1": "",
    "import of_the_notebook": "",
    "import getpass\ngetpass.getuser()": "",
    "import multiprocessing\nwith multiprocessing.get_context('forkserver').Pool(1) as pool:\n"
    "    pool.map(abs, [-1])": "",
    "import argparse\nargparse.ArgumentParser().parse_args()": "",
    "import asyncio\nawait asyncio.sleep(0)": "",
    # a kernel's loop runs while its cells do, and between them
    "async def greet():\n    print('hello')\n\n\ntask = asyncio.create_task(greet())": "hello",
    "assert task.done()": "",
    "asyncio.run(greet())": "hello",
    "import doctest\ndoctest.testmod()": "",
}
#: Cells that are nothing but the file or the shell script which they hold.
WHOLE = {"%%writefile of_the_notebook.py\nanswer = 1"}


@pytest.fixture(scope="module")
def ran():
    cells = [
        nbformat.v4.new_code_cell(source if source in WHOLE else f"{source}\ndone_{number} = True")
        for number, source in enumerate(CELLS)
    ]
    names = [f"done_{number}" for number, source in enumerate(CELLS) if source not in WHOLE]
    cells.append(nbformat.v4.new_code_cell(f"print([n for n in {names} if n not in globals()])"))
    nb = nbformat.v4.new_notebook(cells=cells)
    with Runner("compression", Settings(cell_seconds=20)) as runner:
        runner.run(nb)
    return [words(cell) for cell in nb.cells]


def words(cell: nbformat.NotebookNode) -> str:
    return "".join(o.get("text", "") or o.get("evalue", "") for o in cell.outputs)


def said_by(*sources: str) -> str:
    """What the last of these cells says."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nb = nbformat.v4.new_notebook(cells=cells)
    with Runner("compression", Settings(cell_seconds=20)) as runner:
        runner.run(nb)
    return words(cells[-1])


def test_every_cell_goes_on_behind_it(ran):
    assert ran[-1].strip() == "[]"


@pytest.mark.parametrize("number", range(len(CELLS)), ids=list(CELLS))
def test_what_is_not_done_is_said_in_a_line(ran, number):
    said = list(CELLS.values())[number]
    assert said in ran[number] if said else len(ran[number].splitlines()) <= 1


@pytest.mark.parametrize(
    "using",
    [
        "sns.set()",
        "sns()",
        "class A(sns.B):\n    pass",
        "def f():\n    return sns.a\n\n\nf()",
        "import seaborn.a",
    ],
)
def test_a_package_that_the_course_has_not_is_said_to_be_none_of_its(using):
    said = said_by("import seaborn as sns", using)
    assert (
        said.count("No module named 'seaborn'; the grader has the packages of requirements.txt")
        == 1
    )


@pytest.mark.parametrize("source", ["import numpy.nothing", "from . import helper"])
def test_only_a_package_that_is_not_there_is_gone_on_without(source):
    said = said_by(f"{source}\nprint('goes on')")
    assert said
    assert "goes on" not in said


def test_a_module_of_a_folder_that_the_cell_itself_names_is_found():
    made = "import os, sys\nos.mkdir('mine')\nwith open('mine/helps.py', 'w') as f:\n    f.write('x = 7')"
    found = "sys.path.append('mine')\nimport helps\nprint(helps.x)"
    assert said_by(made, found).strip() == "7"
