"""Puts script into Markdown cells, into raw cells and into the answer's own text.

must: no script of a submission's is active on a page of the grader's
earns: 10
keeps: 10
exercises: rle
"""

import nbformat

from autograder.quality.attack_corpus import RIGHT_RLE, put, save

SCRIPT = "<script>document.title = 'planted-by-an-attack'</script><img src=x onerror=\"document.title='planted-by-an-attack'\">"


def build(folder, notebook):
    put(notebook, "rle", f"# {SCRIPT}\n{RIGHT_RLE}")
    notebook.cells.insert(
        2, nbformat.v4.new_markdown_cell(f"# A heading {SCRIPT}\n\n[x](javascript:alert)")
    )
    notebook.cells.insert(
        3,
        nbformat.v4.new_raw_cell(
            SCRIPT, metadata={"format": "text/html", "raw_mimetype": "text/html"}
        ),
    )
    save(notebook, folder)
