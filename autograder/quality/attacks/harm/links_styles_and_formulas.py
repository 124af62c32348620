"""Shows what asks another host, runs or leads away without a script element: styles, formulas, diagrams, forms.

must: no script of a submission's is active on a page of the grader's, and no address of it is followed
earns: 10
keeps: 10
exercises: rle
"""

import nbformat

from autograder.quality.attack_corpus import RIGHT_RLE, put, save

PLANTED = "planted-by-an-attack"
MARKUP = f"""
<meta http-equiv="refresh" content="0; url=javascript:document.title='{PLANTED}'">
<base href="//evil.example/"><link rel="stylesheet" href="//evil.example/{PLANTED}.css">
<style>@import url(//evil.example/{PLANTED}.css); body {{ background: url(//evil.example/{PLANTED}) }}</style>
<p style="background-image: url(//evil.example/{PLANTED})">text</p>
<img src="data:image/svg+xml,<svg onload=alert(1)>" srcset="//evil.example/{PLANTED} 2x">
<form action="javascript:document.title='{PLANTED}'"><button formaction="javascript:alert(1)">go</button></form>
<svg><a xlink:href="javascript:document.title='{PLANTED}'"><text y="9">x</text></a>
<animate onbegin="document.title='{PLANTED}'" attributeName="x" dur="1s"/>
<set attributeName="href" to="javascript:alert(1)"/><foreignObject><iframe src="//evil.example/"></iframe></foreignObject>
<use href="data:image/svg+xml,<svg id='x' onload='alert(1)'/>#x"/></svg>
<math><maction actiontype="statusline" xlink:href="javascript:document.title='{PLANTED}'">x</maction></math>
<details open ontoggle="document.title='{PLANTED}'">x</details>
<video poster="//evil.example/{PLANTED}" src="//evil.example/"></video>
<object data="//evil.example/"></object><embed src="//evil.example/"><a href="data:text/html,<script>alert(1)</script>">x</a>
"""
LEADS = f"javascript:document.title='{PLANTED}'"
FORMULA = (
    rf"$\href{{{LEADS}}}{{x}}$ "
    r"$\require{html}\class{x}{\style{background:url(//evil.example/)}{y}}$"
)
DIAGRAM = f'```mermaid\ngraph TD; A["<img src=x onerror=alert(1)>"]-->B; click A "{LEADS}"\n```'


def build(folder, notebook):
    shown = (
        "from IPython.display import HTML, SVG, Latex, Markdown, display\n"
        f"display(HTML({MARKUP!r}), Markdown({MARKUP + DIAGRAM!r}), Latex({FORMULA!r}))\n"
        f"display({{'image/svg+xml': {MARKUP!r}, 'application/vnd.mermaid': {DIAGRAM!r}}}, raw=True)\n"
    )
    put(notebook, "rle", f"{RIGHT_RLE}\n\n{shown}")
    notebook.cells.insert(2, nbformat.v4.new_markdown_cell(f"{MARKUP}\n\n{FORMULA}\n\n{DIAGRAM}"))
    save(notebook, folder)
