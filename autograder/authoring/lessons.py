"""The map of the course: chapter, lab, hours, what is built, the number to see.

Its one source is the table of contents and the front matter of the chapters (``lesson:``). The book's
landing page and its themes' first pages draw it when they are built, README's table is renewed by
``python -m autograder release``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from autograder import paths
from autograder.paths import UsageError

BEGIN, END = "<!-- the map: python -m autograder release -->", "<!-- end of the map -->"
HEAD = ("chapter", "lab", "hours", "what you build", "the number to see")
#: What ``lesson:`` of a chapter with a lab must say, and the columns that it fills.
NEEDED = ("hours", "builds", "number")


@dataclass(frozen=True)
class Lesson:
    """A chapter of the map. ``page``: its path below book/ without the ending. ``lab``: the lab's key,
    empty for a chapter without one."""

    page: str
    title: str
    lab: str
    hours: str
    builds: str
    number: str


def contents() -> list[str]:
    """All pages in the order of the table of contents."""
    toc = yaml.safe_load((paths.BOOK / "_toc.yml").read_text())
    return [chapter["file"] for part in toc["parts"] for chapter in part["chapters"]]


def chapter(page: str) -> Path:
    return paths.BOOK / f"{page}.md"


def lessons(theme: str = "") -> list[Lesson]:
    """The chapters that have a ``lesson:`` in their front matter, in the book's order; of one theme
    (a folder of the book) where it is given.

    Raises UsageError for a chapter of a lab that says less than the map shows.
    """
    found = (_lesson(page) for page in contents() if not theme or page.startswith(f"{theme}/"))
    return [lesson for lesson in found if lesson]


def _lesson(page: str) -> Lesson | None:
    name = page.rsplit("/", 1)[-1]
    lab = name if name in paths.labs() else ""
    text = chapter(page).read_text(encoding="utf-8")
    front = re.match(r"---\n(.*?)\n---\n", text, flags=re.DOTALL)
    said = (yaml.safe_load(front[1]) if front else {}).get("lesson")
    missing = [key for key in NEEDED if not (said or {}).get(key)]
    if lab and missing:
        raise UsageError(
            f"book/{page}.md: its front matter lacks {', '.join(missing)} below 'lesson:', which the"
            " course's map shows"
        )
    if said is None:
        return None
    title = re.search(r"^# (.+?)\s*$", text, flags=re.MULTILINE)
    return Lesson(
        page, title[1] if title else name, lab, *(str(said.get(key) or "") for key in NEEDED)
    )


def table(rows: list[list[str]], head: tuple[str, ...] = HEAD) -> str:
    """A Markdown table below its head."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(
        "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|" for cells in lines
    )


def readme_map() -> str:
    """The table as README shows it."""
    return table(
        [
            [
                f"[{lesson.title}](book/{lesson.page}.md)",
                f"[`{lesson.lab}`](labs/{lesson.lab})" if lesson.lab else "",
                lesson.hours,
                lesson.builds,
                lesson.number,
            ]
            for lesson in lessons()
        ]
    )


def renewed_readme() -> str:
    """README with today's map between its two marks. Raises UsageError where a mark is gone."""
    text = (paths.ROOT / "README.md").read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise UsageError(f"README.md lacks '{BEGIN}' or '{END}', between which the map stands")
    return f"{before}{BEGIN}\n\n{readme_map()}\n\n{END}{after}"


def renew_readme() -> bool:
    """Write today's map into README; whether that changed it."""
    path, text = paths.ROOT / "README.md", renewed_readme()
    changed = path.read_text(encoding="utf-8") != text
    if changed:
        path.write_text(text, encoding="utf-8")
    return changed
