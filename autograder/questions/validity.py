"""Whether XML is what a schema of ``schemas`` allows."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import xmlschema

SCHEMAS = Path(__file__).parent / "schemas"
MOST_SAID = 3  # of one file


@cache
def schema(name: str) -> xmlschema.XMLSchema10:
    return xmlschema.XMLSchema10(SCHEMAS / f"{name}.xsd")


def faults(name: str, text: bytes) -> list[str]:
    """What in a file's text the schema does not allow: where, and why."""
    found = []
    for error in schema(name).iter_errors(text.decode()):
        found.append(f"{error.path}: {error.reason}")
        if len(found) == MOST_SAID:
            break
    return found
