"""Writes the schemes of Markdown links with entities.

must: no script of a submission's is active on a page of the grader's
earns: 10
keeps: 10
exercises: rle
"""

import nbformat

from autograder.quality.attack_corpus import RIGHT_RLE, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    for text in (
        "[one](java&#115;cript:alert(1))",
        "[two](javascript&colon;alert(2))",
        "[three]: java&#x73;cript&#58;alert(3)\n\n[three]",
        "![four](javascript&#58;alert(4))",
        "[five](vbscript&#0058;x)",
        "[six](data&colon;text/html,<script>alert(6)</script>)",
        "$$ <img src=x onerror=alert(7)> $$",
        '```x" onmouseover=alert(8)\ncode\n```',
        '[a](http://x "t\\" onmouseover=alert(9)")',
        "# h \n\n\\begin{align} <img src=x onerror=alert(10)> \\end{align}",
        "[eleven](<java\tscript:alert(11)>)",
        "[t](&#1;javascript&colon;alert(12))",
    ):
        notebook.cells.append(nbformat.v4.new_markdown_cell(text))
    notebook.cells.append(nbformat.v4.new_raw_cell("<script>alert(13)</script>"))
    save(notebook, folder)
