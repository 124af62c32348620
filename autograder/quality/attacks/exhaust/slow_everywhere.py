"""Takes some seconds in every cell and every call, each below its own limit.

must: the submission as a whole has a limit, too; it does not hold up the class
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE, add, put, save


def build(folder, notebook):
    put(
        notebook,
        "rle",
        WRONG_RLE.replace("    return 0", "    import time\n    time.sleep(4)\n    return 0"),
    )
    for number in range(30):
        add(notebook, "rle", f"import time\ntime.sleep(4 + {number % 2})", id=f"slow-{number}")
    save(notebook, folder)
