"""Opens the TPC-H files for writing and puts files of its own beside them.

must: the data are as they were, for this check and for the next student
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import os

from warehouse import data

for scale in (0.01, 0.1, 1):
    folder = data.folder(scale)
    try:
        (folder / "planted-by-an-attack").write_text("planted-by-an-attack")
        for path in folder.glob("*.parquet"):
            with open(path, "r+b") as file:  # what stands there is written again: the time of change tells
                start = file.read(4)
                file.seek(0)
                file.write(start)
            os.utime(path, (0, 0))
            print("wrote", path)
    except OSError as error:
        print(error)
"""
    + RIGHT_RLE
}
