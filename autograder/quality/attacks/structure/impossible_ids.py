"""Gives cells of its own ids that no cell may have: spaces, paths, script, a megabyte, none.

must: graded; ids that are none are replaced
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE, add, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    for cell_id in (
        "not a valid id!",
        "../../x",
        "<script>planted-by-an-attack</script>",
        "x" * 1_000_000,
        "",
        "a\0b",
    ):
        add(notebook, "rle", "pass", id=cell_id)
    save(notebook, folder)
