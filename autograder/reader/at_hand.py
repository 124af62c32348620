"""What ``make lab`` adds to JupyterLab's server: the chapter and the notebook side by side, at the reader's
next exercise.

``/course`` writes a workspace file and leads into it, so that opening or reloading it is always the
next exercise. ``/course/book`` is the built book. JupyterLab shows it in a panel of its own, a frame
that may run scripts and is kept apart from the notebooks' server: it brings no cookie, so a page of the
book is given to whoever asks.
"""

from __future__ import annotations

import json
from pathlib import Path

from docutils.nodes import make_id
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import url_path_join
from jupyterlab_server.workspaces_handler import WorkspacesManager
from tornado import web

from autograder.paths import BOOK, ROOT, UsageError
from autograder.reader import kept, standing
from autograder.reader.standing import LabStanding

HTML = BOOK / "_build" / "html"
#: Where 'make lab' has JupyterLab keep workspaces.
WORKSPACES = ROOT / ".course" / "workspaces"
NAME = "course"
#: The chapter's share of the width, and the notebook's.
SHARES = (0.45, 0.55)


def page(lab: LabStanding) -> str:
    """The address of the lab's chapter below the book's, at the section that its next exercise is about;
    empty where the book is not built."""
    built = f"{lab.lesson.page}.html"
    if not (HTML / built).is_file():
        return ""
    return f"{built}#{make_id(lab.next.section)}" if lab.next else built


def workspace(lab: LabStanding, book: str) -> dict:
    """JupyterLab's layout with the lab's notebook, and its chapter beside where the book is built.
    ``book`` is where the server has it."""
    name = lab.lesson.lab
    notebook = f"{name}/{name}.ipynb"
    panels = {f"notebook:{notebook}": {"data": {"path": notebook, "factory": "Notebook"}}}
    if chapter := page(lab):
        address = url_path_join(book, chapter)
        shown = {"url": address, "text": lab.lesson.title}
        panels = {f"help-doc:{address}": {"data": shown}, **panels}
    areas = [{"type": "tab-area", "currentIndex": 0, "widgets": [panel]} for panel in panels]
    beside = {
        "type": "split-area",
        "orientation": "horizontal",
        "sizes": list(SHARES),
        "children": areas,
    }
    dock = beside if chapter else areas[0]
    layout = {
        "main": {"dock": dock, "current": f"notebook:{notebook}"},
        "down": {"size": 0, "widgets": []},
        "left": {"collapsed": True, "visible": True, "current": "filebrowser", "widgets": []},
        "right": {"collapsed": True, "visible": True, "widgets": []},
        "relativeSizes": [0, 1, 0],
    }
    return {
        "data": {"layout-restorer:data": layout, **panels},
        "metadata": {"id": f"/{NAME}"},
    }


class Next(JupyterHandler):
    """The address that 'make lab' opens."""

    @web.authenticated
    def get(self) -> None:
        book = url_path_join(self.base_url, "course", "book")
        self.redirect(url_path_join(self.base_url, where_to_open(book)))


def where_to_open(book: str, folder: Path | None = None) -> str:
    """Write the workspace of the lab that is next, and return its address at the exercise's task; where
    every lab is done, or the reader's file is spoilt, that of JupyterLab's front page."""
    try:
        lab = standing.where(kept.read()).next
    except UsageError as error:  # the labs open all the same
        print(f"course: {error}")
        return "/lab"
    if lab is None:
        return "/lab"
    if not page(lab):
        print("course: the chapter is not beside its lab, for the book is not built ('make book')")
    manager = WorkspacesManager(str(folder or WORKSPACES))
    manager.save(NAME, json.dumps(workspace(lab, book)))
    name = lab.lesson.lab
    return f"/lab/workspaces/{NAME}#cell-id={lab.next.exercise}-task"


class Page(JupyterHandler, web.StaticFileHandler):
    """A file of the built book. Its scripts belong to nobody, so that they reach no notebook: as with what
    Jupyter itself serves of a folder."""

    @property
    def content_security_policy(self) -> str:
        return f"{super().content_security_policy}; sandbox allow-scripts allow-forms"

    @allow_unauthenticated
    def get(self, path: str, include_body: bool = True):
        return web.StaticFileHandler.get(self, path, include_body)

    @allow_unauthenticated
    def head(self, path: str):
        return web.StaticFileHandler.head(self, path)

    def set_extra_headers(self, path: str) -> None:
        """Fonts and data are asked for by a page that belongs to nobody."""
        self.set_header("Access-Control-Allow-Origin", "*")


def _jupyter_server_extension_points() -> list[dict]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: ServerApp) -> None:
    base = server.web_app.settings["base_url"]
    handlers = [
        (url_path_join(base, "course"), Next),
        (url_path_join(base, "course", "book", "(.*)"), Page, {"path": str(HTML)}),
    ]
    server.web_app.add_handlers(".*$", handlers)
