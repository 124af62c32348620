"""Times the answer for a minute below it, with magics; one of the checks is then over its limit, and has a new process.

must: what the cell had defined by the time it was stopped counts: one check is lost, not those behind it
earns: 10
keeps: 6
exercises: rle
others: reference
"""

from autograder.quality.attack_corpus import RIGHT_RLE, put, save

#: Texts take for ever (the check of the texts, 1 point); the cell's own time is over long before.
ANSWER = (
    RIGHT_RLE.replace(
        "def rle_encode(a):\n",
        'def rle_encode(a):\n    while a.dtype.kind in "US" and len(a):\n        pass\n',
        1,
    )
    + """

import time

%timeit -n 1 -r 1 rle_encode(np.arange(1000))
!echo done
%time time.sleep(100)
"""
)


def build(folder, notebook):
    put(notebook, "rle", ANSWER)
    save(notebook, folder)
