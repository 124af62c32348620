"""Where the pages' templates are, and the environment in which they become HTML: everything that is
put into one is text and is escaped, unless a template says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

TEMPLATES = Path(__file__).resolve().parent / "templates"


def environment(*filters: Callable) -> Environment:
    """The templates of this package, which know ``filters`` by the functions' names.
    ``inline(NAME)`` puts a style sheet or a script in as it is."""
    made = Environment(
        loader=PackageLoader("autograder.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {one.__name__: one for one in filters}
    made.globals["inline"] = lambda name: Markup((TEMPLATES / name).read_text(encoding="utf-8"))
    return made
