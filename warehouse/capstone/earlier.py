"""Which parts of earlier labs the capstone's stored tables are made of, and whether the reader's own are taken:
``gathered()``. Ungraded: no check of the lab comes here."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from warehouse import mine, pages
from warehouse.capstone import loading
from warehouse.capstone.storage import LENT, NEAR, Parts, stored
from warehouse.distribution.records import ALL, EVEN
from warehouse.probes import why_unusable


class Seam(NamedTuple):
    """One place for parts of an earlier lab. ``part``: what it does, in words. ``exercises``: of the lab, with
    the names that are taken of each. ``instead``: what is done without."""

    part: str
    lab: str
    exercises: dict[str, tuple[str, ...]]
    instead: str


class Origin(NamedTuple):
    """Whose a part is. ``whose``: "yours", "lent", or "left out"."""

    part: str
    lab: str
    whose: str
    why: str


class Gathered(NamedTuple):
    """The parts that stored tables will be made of, and a table of whose each is."""

    parts: Parts
    origins: list[Origin]

    @property
    def yours(self) -> int:
        return sum(origin.whose == "yours" for origin in self.origins)

    def _shown(self) -> pages.Table:
        return pages.Table(["part", "lab", "whose", "why"], self.origins)

    def _repr_html_(self) -> str:
        return self._shown()._repr_html_()

    def __str__(self) -> str:
        return repr(self._shown())


def _right(parts: Parts) -> bool:
    """Whether stored tables of these parts hold what they should, on rows of every type that TPC-H has here."""
    rows = loading.tpch_tables(0.01)["orders"].slice(0, 1000)
    for part in parts.distribute(rows, ALL, None, 2):
        if not part.equals(rows):
            return False
    for part, plain in zip(
        parts.distribute(rows, EVEN, None, 2), loading.dealt(rows, EVEN, None, 2), strict=True
    ):
        made = stored(part, "o_orderdate", 64, parts)
        right = loading.in_blocks(plain, "o_orderdate", 64)
        places = [(name, at) for name in right.column_names for at in range(right.num_blocks)]
        if made.zones != right.zones or made.near > max(1, len(places) // NEAR):
            return False
        if any(not made.read(*place).equals(right.read(*place)) for place in places * 2):
            return False
    return True


SEAMS = (
    Seam(
        "deals rows out",
        "distribution",
        {"distribute": ("distribute",)},
        "row by row in turn",
    ),
    Seam(
        "sorts a slice",
        "zone_maps",
        {"compound_sort": ("compound_sort",)},
        "Arrow's sort",
    ),
    Seam(
        "makes zone maps",
        "zone_maps",
        {"build_zone_map": ("build_zone_map",)},
        "Arrow's minimum and maximum",
    ),
    Seam(
        "encodes blocks",
        "compression",
        {"table": ("encode_table", "decode_table")},
        "nothing is compressed",
    ),
    Seam(
        "writes blocks",
        "managed_storage",
        {"blocks": ("block_name", "write_blocks")},
        "the course's own",
    ),
    Seam(
        "reads near first",
        "managed_storage",
        {"read_through": ("read_through",)},
        "no disk is used",
    ),
    Seam(
        "caches",
        "managed_storage",
        {"cache": ("Cache",)},
        "nothing is kept in memory",
    ),
    Seam(
        "commits, recovers",
        "managed_storage",
        {"commit": ("commit",), "recover": ("recover",)},
        "blocks are written without a log",
    ),
)
#: Parts for which this engine has no place, and why.
NO_PLACE = (
    Origin(
        "versions of rows",
        "snapshot_isolation",
        "left out",
        "these tables are loaded once and not changed",
    ),
    Origin(
        "compiled segments",
        "code_generation",
        "left out",
        "your engine computes with evaluate.value",
    ),
)


def gathered(labs: Path | None = None) -> Gathered:
    """Every part that the reader's notebooks have and that passes, the lent one for every other. ``labs``: the
    folder of the labs, if it is not the one that this is run from."""
    asked: dict[str, dict[str, tuple[str, ...]]] = {}
    for seam in SEAMS:
        asked.setdefault(seam.lab, {}).update(seam.exercises)
    taken = {lab: mine.take(lab, exercises, labs) for lab, exercises in asked.items()}
    parts, origins = LENT, []
    for seam in SEAMS:
        found, why = _of(seam, taken[seam.lab])
        if found:
            parts = parts._replace(**found)
            origins.append(Origin(seam.part, seam.lab, "yours", why))
        else:
            origins.append(Origin(seam.part, seam.lab, "lent", f"{why}: {seam.instead}"))
    return Gathered(parts, [*origins, *NO_PLACE])


def _of(seam: Seam, taken: dict[str, mine.Taken]) -> tuple[dict[str, object], str]:
    """A seam's parts by name, none where one of them is missing or wrong; and why."""
    found: dict[str, object] = {}
    for exercise in seam.exercises:
        if not taken[exercise].parts:
            return {}, taken[exercise].why
        found |= taken[exercise].parts
    with_it = LENT._replace(**found)
    wrong = why_unusable(found, tuple(found), lambda *_: _right(with_it), "other rows come back")
    return ({}, wrong) if wrong else (found, "its examples pass")


#: The capstone's own exercises, and what each is called (in ``Operators``, all but the engine).
OWN = {
    "scan_slice": ("scan_slice",),
    "exchange": ("exchange", "broadcast"),
    "join_slice": ("join_slice",),
    "plan_join": ("plan_join", "placed_after"),
    "aggregate": ("aggregate",),
    "top": ("top",),
    "execute": ("execute",),
}


def engine(labs: Path | None = None) -> tuple[dict[str, object], list[Origin]]:
    """The reader's own parts of this lab by name, out of its notebook, and whose each is: for who has no
    notebook open. What is missing here has a stand-in (``standins.operators``), ``execute`` has none."""
    parts: dict[str, object] = {}
    origins = []
    for exercise, taken in mine.take("capstone", OWN, labs).items():
        parts |= taken.parts
        whose = "yours" if taken.parts else "left out" if exercise == "execute" else "lent"
        stead = "" if taken.parts or exercise == "execute" else ": more work is done"
        origins.append(Origin(exercise, "capstone", whose, taken.why + stead))
    return parts, origins
