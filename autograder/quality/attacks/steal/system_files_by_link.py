"""Hands in links to the password file and the gradebook beside an honest notebook, for them to be copied and given back.

must: what the links point to is in no folder of the grader's and on no page
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE + "\nprint(open('passwd.txt').read())\n")
    save(notebook, folder)
    (folder / "passwd.txt").symlink_to("/etc/passwd")
    (folder / "environ.txt").symlink_to("/proc/self/environ")
    for depth in (3, 4):
        (folder / f"gradebook{depth}.db").symlink_to("../" * depth + "gradebook.db")
