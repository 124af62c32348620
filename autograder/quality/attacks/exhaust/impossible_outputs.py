"""Shows outputs that no notebook can hold: data that are no JSON, wrong types, keys that are no text.

must: they are left out; the notebook can be written and there is a grade
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
from IPython.display import display

for data in (
    {"text/plain": object()},
    {"text/html": float("nan")},
    {5: 6},
    {"text/plain": ["a", 5]},
    {"image/png": b"\xff\xfe"},
    {"application/json": {"a": float("inf")}},
    {"application/json": {1: {2: {3: object()}}}},
    {"a" * 100_000: "x"},
):
    try:
        display(data, raw=True, metadata={"x": object(), 5: 5})
    except Exception as error:
        print(type(error).__name__)
"""
    + RIGHT_RLE
}
