"""Displays HTML, script and a picture's handler, for formgrader's page of the submission.

must: no script of a submission's is active on a page of the grader's
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE, add, put, save

SHOWN = {
    "text/html": "<script>document.title='planted-by-an-attack'</script>"
    "<img src=x onerror='document.title=2'>",
    "application/javascript": "document.title='planted-by-an-attack'",
    "text/markdown": "[x](javascript:alert(1)) <script>document.title=3</script>",
    "image/svg+xml": "<svg onload=alert(4)></svg>",
    "text/latex": "<img src=x onerror=alert(5)>",
}


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    outputs = [
        {"output_type": "display_data", "data": {kind: text}, "metadata": {}}
        for kind, text in SHOWN.items()
    ]
    shows = f"for output in {outputs!r}:\n    get_ipython().emit(output)"
    add(notebook, "rle", shows)
    save(notebook, folder)
