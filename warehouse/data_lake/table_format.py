"""Names and texts of the table format: snapshots, which name manifests, which name files.

``snapshots/00000007.json`` is version 7 of a table. It is written once, and lists the manifests of
that version. A manifest lists files, and is called after what is in it.
"""

from __future__ import annotations

import hashlib
import json

SNAPSHOTS = "snapshots/"


def snapshot_name(root: str, version: int) -> str:
    return f"{root}/{SNAPSHOTS}{version:08d}.json"


def version_of(name: str) -> int:
    """The version that a snapshot's name says."""
    return int(name.rsplit("/", 1)[1].removesuffix(".json"))


def manifest_name(root: str, data: bytes) -> str:
    """What a manifest of these bytes is called: equal ones have one name."""
    return f"{root}/manifests/{hashlib.sha256(data).hexdigest()[:16]}.json"


def to_bytes(content: object) -> bytes:
    """JSON in one way of writing it: equal contents are equal bytes. Tuples become lists."""
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def from_bytes(data: bytes) -> object:
    return json.loads(data)
