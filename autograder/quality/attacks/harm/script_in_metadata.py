"""Puts script where a page's template quotes nothing: sizes of pictures, names of files, check results, attachments.

must: no script of a submission's is active on a page of the grader's
earns: 10
exercises: rle
"""

from pathlib import Path

import nbformat

from autograder.quality.attack_corpus import RIGHT_RLE, add, put, save

CELL = r"""
payload = "document.title='planted-by-an-attack'"
picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
size = f"1 onload={payload}"
for metadata in ({"width": size}, {"image/png": {"height": size}}, {"filenames": {"image/png": payload}}):
    display({"image/png": picture}, metadata=metadata, raw=True)
display({"image/png": f"x\" onerror=\"{payload}", "image/gif": f"\"><script>{payload}</script>"}, raw=True)
display({"text/html": f"<b title='<svg></svg>' onclick={payload}>x</b><svg onload={payload}></svg>"}, raw=True)
nested = []
for _ in range(500):
    nested = [nested]
data = {"application/vnd.warehouse.checks+json": {"checks": nested}, "application/json": nested}
display(data, metadata={"x": nested}, raw=True)
display(0, display_id="x")
display({"text/html": f"<script>{payload}</script>"}, raw=True, display_id="x", update=True)
"""


def build(folder: Path, notebook: nbformat.NotebookNode) -> None:
    put(notebook, "rle", RIGHT_RLE)
    add(notebook, "rle", CELL)
    text = '![x](attachment:a) ![y](attachment:b "\' onload=alert(1)") ![z](attachment:c)'
    content = '" onload="document.title=\'planted-by-an-attack\'" x="'
    attachments = {
        "a": {"image/png": content},
        "b": {content: "AAAA"},
        "c": {"text/html": ["<script>"]},
    }
    add(notebook, "rle", text, cell_type="markdown", attachments=attachments)
    save(notebook, folder)
