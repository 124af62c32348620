"""Slides of a chapter, made from its built page: one file that needs no network and nothing beside it.

reveal.js comes in a wheel (sphinx-revealjs). What goes on which slide is in ``splitting``; here it is
put into a page with the figures' scripts and the book's own styles.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import yaml
from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from autograder import paths
from autograder.authoring import lessons
from autograder.authoring.slides import splitting
from autograder.paths import UsageError

SITE = paths.BOOK / "_build" / "html"
SLIDES = paths.BOOK / "_build" / "slides"
HERE = Path(__file__).parent
#: Of reveal.js, what a deck loads.
REVEAL = ("dist/reveal.js", "plugin/notes/notes.js")


def chapters() -> list[str]:
    """The pages that slides are made of: those on the course's map, by their last name."""
    return [lesson.page.rpartition("/")[2] for lesson in lessons.lessons()]


def make(name: str, folder: Path = SLIDES, site: Path = SITE) -> Path:
    """Write a chapter's slides into a folder. Raises UsageError for a page that has none or is not
    built yet."""
    pages = {lesson.page.rpartition("/")[2]: lesson for lesson in lessons.lessons()}
    if name not in pages:
        raise UsageError(f"there is no chapter {name!r} with slides; there are: {', '.join(pages)}")
    built = site / f"{pages[name].page}.html"
    if not built.exists():
        raise UsageError(f"{built} is not there: run 'make book' first")
    target = folder / f"{name}.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target.write_text(deck(built.read_text(encoding="utf-8"), site), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{target} cannot be written ({error.strerror})") from error
    return target


def deck(page: str, site: Path = SITE) -> str:
    """The slides of a built page."""
    article = BeautifulSoup(page, "html.parser").select_one("article.bd-article")
    config = yaml.safe_load((paths.BOOK / "_config.yml").read_text(encoding="utf-8"))
    stacks = splitting.stacks(article)
    sheets = [reveal("dist/reveal.css"), (site / "_static" / "pygments.css").read_text("utf-8")]
    sheets += [(paths.BOOK / "figures" / "course.css").read_text(encoding="utf-8")]
    sheets += [(HERE / "deck.css").read_text(encoding="utf-8")]
    return _template().render(
        title=stacks[0][0].title,
        book=config["title"],
        footer=config["html"]["extra_footer"],
        stacks=stacks,
        styles=Markup("\n".join(sheets)),
        scripts=[Markup(reveal(name)) for name in REVEAL],
        figures=[Markup(text) for text in splitting.scripts(article)],
        start=Markup((HERE / "deck.js").read_text(encoding="utf-8")),
    )


def reveal(name: str) -> str:
    """A file of reveal.js, as text within a page."""
    (package,) = find_spec("sphinx_revealjs").submodule_search_locations
    text = (Path(package) / "_static" / "revealjs" / name).read_text(encoding="utf-8")
    return text.replace("</script", "<\\/script") if name.endswith(".js") else text


def _template():
    loader = FileSystemLoader(HERE)
    options = {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}
    return Environment(loader=loader, autoescape=True, **options).get_template("deck.html.j2")
