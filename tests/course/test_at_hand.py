"""'make lab' as it is typed: chapter and notebook side by side at the next exercise, with nothing to do
by hand, and the book's page kept apart from the notebooks' server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import chromium
import pytest
import requests
from docutils.nodes import make_id

from autograder import paths
from autograder.reader import at_hand, kept, standing, tasks
from autograder.reader.standing import LabStanding
from served import serving

PATIENCE = 60  # seconds


@pytest.fixture(scope="module")
def server(site) -> Iterator[tuple[str, str]]:
    """Where it listens, and its token."""
    with serving("lab", "/course") as found:
        yield found


def next_lab() -> LabStanding:
    lab = standing.where(kept.read()).next
    if lab is None:
        pytest.skip("whoever works here has done every lab")
    return lab


def test_it_leads_into_a_workspace_with_the_chapter_and_the_notebook(server):
    at, token = server
    lab, header = next_lab(), {"Authorization": f"token {token}"}
    sent = requests.get(f"{at}/course", headers=header, timeout=PATIENCE, allow_redirects=False)
    where = sent.headers["Location"]
    assert where == f"/lab/workspaces/course#cell-id={lab.next.exercise}-task"
    made = requests.get(f"{at}/lab/api/workspaces/course", headers=header, timeout=PATIENCE).json()
    shown = [it["data"] for name, it in made["data"].items() if name.startswith(("help", "note"))]
    chapter, notebook = shown
    assert notebook["path"] == f"{lab.lesson.lab}/{lab.lesson.lab}.ipynb"
    assert (paths.LABS / notebook["path"]).is_file()
    whole = requests.get(urljoin(at, chapter["url"]), timeout=PATIENCE)
    assert lab.lesson.title in whole.text, (
        "without a token: a frame that belongs to nobody has none"
    )
    assert "sandbox allow-scripts" in whole.headers["Content-Security-Policy"]
    assert requests.get(f"{at}/course/book/../../conf.py", timeout=PATIENCE).status_code == 404
    assert "/login" in requests.get(f"{at}/course", timeout=PATIENCE).url, "the labs want theirs"


def test_no_panel_of_the_instructors_and_no_question(server):
    at, token = server
    header = {"Authorization": f"token {token}"}
    page = requests.get(f"{at}/lab", headers=header, timeout=PATIENCE).text
    off = re.search(r'"disabledExtensions": (\[.*?\])', page)[1]
    assert "@jupyter/nbgrader" in off and "apputils-extension:announcements" in off
    panel = requests.get(f"{at}/formgrader", headers=header, timeout=PATIENCE)
    assert panel.status_code == 404


#: What the cell in the middle of the notebook's panel begins with.
MIDDLE = """(() => {
  const panel = document.querySelector('.jp-Notebook');
  if (!panel) return '';
  const { left, top, width, height } = panel.getBoundingClientRect();
  const cell = document.elementFromPoint(left + width / 2, top + height / 2).closest('.jp-Cell');
  return cell ? cell.innerText.trim() : '';
})()"""


@chromium.needed
def test_in_a_browser_both_are_there_and_the_task_is_in_view(server):
    at, token = server
    lab = next_lab()
    with chromium.page() as page:
        page.screen((1600, 900, 1))
        page.open(f"{at}/course?token={token}")
        page.until(f"{MIDDLE}.startsWith({lab.next.title!r})")
        frame = page.until("document.querySelector('.jp-Help iframe')?.src")
        assert frame.endswith(at_hand.page(lab))
        kernel = "document.querySelector('.jp-Toolbar-kernelName')?.innerText"
        # "No Kernel" until the notebook has been read
        assert page.until(f"{kernel}?.startsWith('Python 3')"), "chosen, not asked for"
        assert page.run("document.querySelectorAll('.jp-Dialog').length") == 0
        tabs = "[...document.querySelectorAll('#jp-main-dock-panel .lm-TabBar-tabLabel')]"
        assert page.run(f"{tabs}.map((it) => it.innerText)") == [
            lab.lesson.title,
            f"{lab.lesson.lab}.ipynb",
        ]
        assert [it for it in page.asked if not it.startswith((at, "data:", "blob:"))] == []


@chromium.needed
def test_a_page_that_may_keep_nothing_is_whole(server):
    """As in JupyterLab's frame: its theme, its figure and its menu."""
    at, _ = server
    with chromium.page() as page:
        page.open(f"{at}/course/book/performance/zone_maps.html")
        assert page.run("window.origin") == "null"
        assert "blocks are read" in page.until("document.querySelector('[data-figure]').innerText")
        page.run("localStorage.setItem('a', 1); 0")
        assert page.run("[localStorage.getItem('a'), localStorage.getItem('b')]") == ["1", None]
        assert page.until("document.documentElement.dataset.theme") in ("light", "dark")


def test_without_a_book_the_notebook_stands_alone(monkeypatch, tmp_path):
    monkeypatch.setattr(at_hand, "HTML", tmp_path)
    made = at_hand.workspace(next_lab(), "/course/book")["data"]
    assert [name for name in made if name.startswith("help-doc")] == []
    assert made["layout-restorer:data"]["main"]["dock"]["type"] == "tab-area"


@pytest.mark.parametrize("lab", paths.labs())
def test_the_section_of_every_exercise_is_in_the_built_page(lab, site):
    (built,) = Path(site).glob(f"*/{lab}.html")
    ids = set(re.findall(r'<section id="([^"]+)"', built.read_text("utf-8")))
    assert {make_id(it.section) for it in tasks.of(lab).values()} <= ids
