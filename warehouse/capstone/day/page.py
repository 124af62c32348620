"""The day as one HTML file that needs no network. Words and markup are in ``templates``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from warehouse.capstone.day import measuring, parts, policies, scores
from warehouse.capstone.day.pictures import picture, words
from warehouse.capstone.leaderboard import RPU_HOUR
from warehouse.errors import CourseError
from warehouse.pages import Table

TEMPLATES = Path(__file__).with_name("templates")


@cache
def _template() -> Template:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    made.globals |= {"style": Markup(style), "drawn": drawn}
    return made.get_template("page.html.j2")


def drawn(table: Table) -> Markup:
    """A table of texts; it has escaped them."""
    return Markup(table._repr_html_())


def page(day: scores.Day, templates: list[measuring.Template], whose: str) -> str:
    """The whole file. ``whose``: whose bytes the templates' are, in words."""
    pictures = {
        who: Markup(picture(who, played, day.traffic, day.budget))
        for who, played in day.played.items()
    }
    rpus = day.played[scores.YOURS].rpus
    return _template().render(
        day=day,
        whose=whose,
        rpu_hour=RPU_HOUR,
        features=scores.features(day.traffic),
        table=scores.table(day.scores),
        worth=scores.worth(day) if day.without else None,
        pictures=pictures,
        words={who: words(played, day.budget) for who, played in day.played.items()},
        origins=day.taken.shown(),
        bursts=policies.FOR_BURSTS,
        times=f"{measuring.TIMES:,}",
        rpus=rpus,
        kept_answers=f"{parts.KEPT_ANSWERS:,}",
        queries=Table(
            ["query", "moved", "read", "fetched", "s"],
            [
                (
                    one.number,
                    f"{one.moved:,}",
                    f"{one.read:,}",
                    f"{one.fetched:,}",
                    f"{one.seconds(rpus):.2f}",
                )
                for one in templates
            ],
        ),
    )


def write(made: str, target: Path) -> None:
    """Raises CourseError where it cannot be written."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(made, encoding="utf-8")
    except OSError as error:
        raise CourseError(f"{target} cannot be written ({error.strerror})") from error
