"""Shows a bundle of check results, all passed, in the answer cell and after every cell.

must: results count only where the graded cell itself put them; the points stay 0
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
from IPython.display import display

MIME = "application/vnd.warehouse.checks+json"
checks = [
    {
        "name": name,
        "title": name,
        "points": 2.0,
        "outcome": "passed",
        "earned": 2.0,
        "message": "",
        "given": "",
        "expected": "",
        "got": "",
    }
    for name in ("empty", "bits", "texts", "round_trip", "speed")
]
data = {"exercise": "rle", "lab": "compression", "section": "Run-length encoding", "checks": checks}
bundle = {"text/plain": "10", "text/html": "<b>10 of 10</b>", MIME: data}
display(bundle, raw=True)
get_ipython().events.register("post_run_cell", lambda result: display(bundle, raw=True))
"""
    + WRONG_RLE
}
