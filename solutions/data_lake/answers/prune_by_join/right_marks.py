"""Bounds and keys are walked through together, as one sorted list of marks.

kind: right
"""

import numpy as np


def prune_by_join(files, column, keys, join):
    wanted = {"inner": True, "semi": True, "right": True, "left": False, "full": False}
    wanted["anti"] = False
    if join not in wanted:
        raise ValueError(f"unknown join: {join}")
    stays = np.array([file.rows > 0 for file in files], dtype=bool)
    if wanted[join]:
        stays &= np.fromiter(_with_a_key(files, column, keys), bool, len(files))
    return [file.path for file, its in zip(files, stays) if its]


def _with_a_key(files, column, keys):
    keys = {key for key in keys if key is not None}
    marks = [(key, 1, -1) for key in keys]
    for number, file in enumerate(files):
        if column in file.bounds:
            low, high = file.bounds[column]
            marks += [(low, 0, number), (high, 2, number)]
    passed, before, found = 0, {}, [bool(keys)] * len(files)
    for _, what, number in sorted(marks):
        if what == 1:
            passed += 1
        elif what == 0:
            before[number] = passed
        else:
            found[number] = passed > before[number]
    return found
