"""The shapes of the security lab: plain records, and the errors that say what was refused."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """Where a block belongs. ``number``: which block of the column, from 0. ``version``: how often it has been
    written, from 0."""

    table: str
    column: str
    number: int
    version: int


class Table(NamedTuple):
    """A table as the catalogue has it. ``columns``: in order. ``row_security``: whether rules decide which rows
    are seen. ``combine``: "AND" or "OR", how several rules go together."""

    name: str
    columns: list[str]
    row_security: bool
    combine: str


class Rule(NamedTuple):
    """Which rows of a table are seen: those for which ``predicate``, SQL, is true. ``to``: whom it is attached to,
    "public", "user ann" or "role analyst"."""

    table: str
    predicate: str
    to: str


class Mask(NamedTuple):
    """What is shown in place of a column: ``expression``, SQL over the stored row. ``to``: as a rule has it.
    ``priority``: of several masks that one user gets on a column the highest counts."""

    table: str
    column: str
    expression: str
    to: str
    priority: int


class User(NamedTuple):
    """Who asks. ``roles``: names of roles. ``ignores_rules``: whether no rule holds for this user."""

    name: str
    roles: list[str]
    ignores_rules: bool


class Grant(NamedTuple):
    """A right on one table that one user gave to another. ``option``: whether to hand it on, too."""

    grantor: str
    grantee: str
    option: bool


class Entry(NamedTuple):
    """One line of an audit log. ``number``: from 1. ``previous``: the digest of the entry before it. ``digest``:
    SHA-256, 64 hexadecimal digits."""

    number: int
    who: str
    what: str
    previous: str
    digest: str


class Tampered(Exception):
    """What is stored is not what was sealed there. ``place``: where."""

    def __init__(self, place: Place):
        super().__init__(place)
        self.place = place

    def __str__(self) -> str:
        if not isinstance(self.place, tuple) or len(self.place) != 4:
            return str(self.place)
        table, column, number, version = self.place
        return f"not what was sealed as block {number} of {table}.{column}, version {version}"


class Refused(Exception):
    """A user may not read a table."""

    def __init__(self, user: str, table: str):
        super().__init__(user, table)
        self.user, self.table = user, table

    def __str__(self) -> str:
        return f"{self.user} may not read {self.table}"
