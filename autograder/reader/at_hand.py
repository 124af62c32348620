"""What ``make lab`` adds to JupyterLab's server: the chapter and the notebook side by side, at the reader's
next exercise.

``/course`` writes a workspace file and leads into it, so that opening or reloading it is always the
next exercise. ``/course/book`` is the built book. JupyterLab shows it in a panel of its own, a frame
that may run scripts and is kept apart from the notebooks' server: it brings no cookie, so a page of the
book is given to whoever asks.

JupyterLab goes to a cell before those above it have their heights. It arrives where it keeps only cells in
view in the page, so ``jupyter/labconfig/default_setting_overrides.json`` has it do so.
"""

from __future__ import annotations

import json

from docutils.nodes import make_id
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import url_path_join
from jupyterlab_server.workspaces_handler import WorkspacesManager
from tornado import web

from autograder.paths import BOOK, UsageError
from autograder.reader import kept, standing
from autograder.reader.standing import LabStanding

HTML = BOOK / "_build" / "html"
#: The workspace's. JupyterLab keeps it where 'make lab' says.
NAME = "course"
#: The chapter's share of the width, and the notebook's.
SHARES = (0.45, 0.55)


def page(lab: LabStanding) -> str:
    """Below the book's address, that of an unfinished lab's chapter, at the section of its next exercise;
    empty where the book is not built."""
    built = f"{lab.lesson.page}.html"
    if not (HTML / built).is_file():
        return ""
    return f"{built}#{make_id(lab.next.section)}"


def workspace(lab: LabStanding, book: str) -> dict:
    """JupyterLab's layout with the lab's notebook, and its chapter beside where the book is built.
    ``book`` is where the server has it."""
    name = lab.lesson.lab
    notebook = f"{name}/{name}.ipynb"
    panels = {f"notebook:{notebook}": {"data": {"path": notebook, "factory": "Notebook"}}}
    if chapter := page(lab):  # what JupyterLab opens by itself for a page of documentation
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
        "left": {"collapsed": True, "visible": True, "widgets": []},
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
        try:
            lab = standing.where(kept.read()).next
        except UsageError as error:  # the labs open all the same
            self.log.warning(str(error))
            lab = None
        if lab is None:
            self.redirect(url_path_join(self.base_url, "lab"))
            return
        if not page(lab):
            self.log.warning("no chapter beside its lab: the book is not built ('make book')")
        (jupyterlab,) = self.serverapp.extension_manager.extension_apps["jupyterlab"]
        made = workspace(lab, url_path_join(self.base_url, "course", "book"))
        WorkspacesManager(jupyterlab.workspaces_dir).save(NAME, json.dumps(made))
        task = f"#cell-id={lab.next.exercise}-task"
        self.redirect(url_path_join(self.base_url, "lab", "workspaces", NAME) + task)


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
