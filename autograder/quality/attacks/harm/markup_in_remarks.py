"""Raises an exception whose text is markup of the library that prints the class's table.

must: the table is printed, with the text as it is
earns: 0
exercises: rle
others: reference
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
raise ValueError("[/b] [/] [link=file:///etc/passwd]planted-by-an-attack[/link] [bold red")
"""
    + WRONG_RLE
}
