"""What there is to see in a store after commits and sweeps: parts of it, and which freedom the tasks
leave in them."""

from __future__ import annotations

from solutions.managed_storage.checks.playing import Judged, as_json, below, store_left


def _as_committed(judged: Judged, name: str, data: bytes) -> object:
    """A log entry as what it says. A content that occurs twice may be named once or twice."""
    found, blocks = as_json(judged, name, data), judged.case.args[2]
    twice = name not in judged.case.objects and len(set(blocks)) < len(blocks)
    if twice and type(found) is dict and type(found.get("add")) is list:
        found["add"] = sorted(set(map(str, found["add"])))
    return found


def _as_swept(judged: Judged, name: str, data: bytes) -> object:
    """A log entry as what it says; what it condemns may stand in any order."""
    found = as_json(judged, name, data)
    if name.startswith("log/") and type(found) is dict and type(found.get("sweep")) is list:
        found["sweep"] = sorted(map(str, found["sweep"]))
    return found


log_after_commit = store_left(below("log/"), _as_committed)
all_after_commit = store_left(tidy=_as_committed)
blocks_after_sweep = store_left(below("blocks/"))
log_after_sweep = store_left(below("log/"), _as_swept)


def _others(name: str) -> bool:
    return not name.startswith(("blocks/", "log/"))


#: All but blocks, and the entries that were there before.
others_after_sweep = store_left(_others)
