"""Shows script that would run in the browser of whoever opens the feedback or the formgrader.

must: no script of a submission's is active on a page of the grader's
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
from IPython.display import HTML, Javascript, Markdown, SVG, display

payload = "document.title = 'planted-by-an-attack'"
display(Javascript(payload))
display(HTML(f"<script>{payload}</script><img src=x onerror=\"{payload}\"><iframe srcdoc='<script>{payload}</script>'></iframe>"))
display(SVG(f'<svg xmlns="http://www.w3.org/2000/svg" onload="{payload}"><script>{payload}</script></svg>'))
display(Markdown(f"<script>{payload}</script> [here](javascript:{payload.replace(' ', '')})"))
display(
    {
        "application/vnd.jupyter.widget-view+json": {"model_id": "x", "version_major": 2},
        "text/html": f"<script>{payload}</script>",
    },
    raw=True,
)
"""
    + RIGHT_RLE
}
