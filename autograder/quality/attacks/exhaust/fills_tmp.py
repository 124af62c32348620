"""Writes up to 2 GB into /tmp and /dev/shm.

must: the space is limited and given back; the next submission finds it empty
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
block = b"planted-by-an-attack" * 50_000
for path in ("/tmp/planted-by-an-attack", "/dev/shm/planted-by-an-attack", "planted-by-an-attack"):
    try:
        with open(path, "wb") as file:
            for _ in range(700):
                file.write(block)
    except OSError as error:
        print(path, error)
"""
    + RIGHT_RLE
}
