"""Makes up to 60,000 files and folders inside each other.

must: their number is limited, and they are gone afterwards
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import os

try:
    os.mkdir("/tmp/many")
    for number in range(60_000):
        open(f"/tmp/many/{number}", "w").close()
except OSError as error:
    print(error)
here = os.getcwd()
try:
    os.mkdir("/tmp/deep")
    os.chdir("/tmp/deep")
    for _ in range(2000):
        os.mkdir("d" * 100)
        os.chdir("d" * 100)
except OSError as error:
    print(error)
os.chdir(here)
"""
    + RIGHT_RLE
}
