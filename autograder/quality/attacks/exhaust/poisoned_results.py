"""Has the cell of examples show check results of a wrong shape, on which hints and pages are built.

must: malformed results are left aside; there is a grade
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
from IPython.display import display

MIME = "application/vnd.warehouse.checks+json"


def poison(*args):
    for data in (
        {"checks": "none"},
        {"checks": [{"name": 5}]},
        {},
        {"checks": [{"name": [], "outcome": {}}], "lab": "../..", "exercise": None},
    ):
        display({"text/plain": "x", MIME: data}, raw=True)
    display(
        {MIME: {"lab": "../../etc", "exercise": "rle", "section": "x", "checks": [{"name": "empty", "outcome": "wrong"}]}},
        raw=True,
    )


def rle_encode(a):
    poison()
    return 0


def rle_decode(r):
    poison()
    return 0


poison()
get_ipython().events.register("post_run_cell", poison)
"""
}
