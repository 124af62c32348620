"""Shows files of the grader's as pictures and links in the page that comes back.

must: the page embeds no file of the grader's
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
from IPython.display import FileLink, IFrame, Image, display

for path in ("/etc/passwd", "../../../gradebook.db", "../../../../solutions/compression/compression.ipynb"):
    for show in (lambda p: display(FileLink(p)), lambda p: display(IFrame(p, 600, 200)), lambda p: display(Image(filename=p))):
        try:
            show(path)
        except Exception as error:
            print(type(error).__name__)
"""
    + WRONG_RLE
}
