"""A warehouse made small, for a cache of results to stand before: tables are numbers that grow, and a text reads the
tables whose names are in it."""

from __future__ import annotations

import re
from collections.abc import Callable


class Warehouse:
    """``versions``: of each table. ``rights``: pairs of user and table. ``rules``: by user and table the text that
    stands for it, in which other tables may be named. ``ran``: every text that was run, in order.

    ``meanwhile`` is called while a text is run, after its tables were read. ``fails``: texts with this word in them
    raise ``RuntimeError``.
    """

    TESTS_ONLY = ("versions", "rights", "rules", "ran", "meanwhile", "fails", "change")

    def __init__(
        self,
        versions: dict[str, int],
        rights: set[tuple[str, str]],
        rules: dict[tuple[str, str], str] | None = None,
    ):
        self.versions, self.rights, self.rules = dict(versions), set(rights), dict(rules or {})
        self.ran: list[str] = []
        self.meanwhile: Callable[[], None] = lambda: None
        self.fails: str | None = None

    def tables(self, text: str) -> list[str]:
        """Names of the tables in a text, each once, as they come."""
        words = re.findall(r"\w+", text)
        return [word for word in dict.fromkeys(words) if word in self.versions]

    def may(self, user: str, table: str) -> bool:
        return (user, table) in self.rights

    def rewrite(self, user: str, sql: str) -> str:
        """The text that is run for this user: what her rules put in the place of tables."""

        def put(found: re.Match) -> str:
            return self.rules.get((user, found.group()), found.group())

        return re.sub(r"\w+", put, sql)

    def version(self, table: str) -> int:
        return self.versions[table]

    def run(self, text: str) -> list[tuple]:
        """What a text answers: of each table that it reads its name and its version."""
        self.ran.append(text)
        if self.fails is not None and self.fails in text:
            raise RuntimeError(f"this text fails: {text}")
        rows = [(table, self.versions[table]) for table in self.tables(text)]
        rows += [("text", word) for word in re.findall(r"'([^']*)'", text)]
        self.meanwhile()
        return rows

    def change(self, table: str) -> None:
        """Somebody writes to a table."""
        self.versions[table] += 1
