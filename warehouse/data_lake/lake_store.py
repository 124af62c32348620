"""An object store as readers of a lake see it: GETs of ranges, listings in pages, conditional PUTs.

It counts and charges as the store of managed storage does, on the same simulated clock.
"""

from __future__ import annotations

from warehouse.data_lake.records import Names, Part
from warehouse.managed_storage.objects import (
    AlreadyExists,
    Bucket,
    MemoryStore,
    NotThere,
    Unavailable,
)

__all__ = ["AlreadyExists", "InvalidRange", "LakeStore", "NotThere", "Unavailable"]


class InvalidRange(ValueError):
    """A range that begins behind the object's last byte, or holds no byte."""


class LakeStore(MemoryStore):
    """``page``: how many names a listing gives at once, at most S3's 1,000. ``asked`` holds the
    kind and the arguments of every request, in order. ``fails_at``: the number (from 1) of a
    request that raises ``Unavailable`` and has no effect. ``others`` is called with the kind and
    the name of each request just before it: what other writers do in the meantime."""

    TESTS_ONLY = (*MemoryStore.TESTS_ONLY, "asked", "others", "page")

    def __init__(self, bucket=None, fails_at=None, page: int = 1_000, others=None):
        super().__init__(bucket or Bucket(), fails_at=fails_at)
        self.page, self.others = page, others or (lambda kind, name: None)
        self.asked: list[tuple] = []

    def get(self, name: str, start: int = 0, length: int | None = None) -> Part:
        """``length`` bytes from ``start`` on, fewer where the object ends before; None: all that
        follow. A negative ``start`` is a suffix: so many bytes at the end, or the whole object
        where it is shorter. Raises ``NotThere`` and ``InvalidRange``."""
        if start < 0 and length is not None:
            raise InvalidRange(f"a suffix of {-start} bytes of {name} has no length besides")
        if length is not None and length < 1:
            raise InvalidRange(
                f"{length} bytes from {start} of {name}: a range holds a byte or more"
            )
        self._note("get", name, start, length)
        part: list[Part] = []

        def effect() -> bytes:
            if name not in self.bucket.objects:
                raise NotThere(name)
            whole = self.bucket.objects[name][0]
            begin = max(0, len(whole) + start) if start < 0 else start
            if begin >= len(whole) and (begin or length):
                raise InvalidRange(f"{name} has {len(whole)} bytes, none at {start}")
            data = whole[begin : None if length is None else begin + length]
            part.append(Part(begin, data, len(whole)))
            return data

        self._request("get", effect)
        return part[0]

    def list(self, prefix: str, after: str = "") -> Names:
        """The first names that begin with ``prefix`` and come behind ``after``, sorted."""
        self._note("list", prefix, after)
        held = self._request(
            "list",
            lambda: sorted(n for n in self.bucket.objects if n.startswith(prefix) and n > after),
        )
        return Names(held[: self.page], len(held) > self.page)

    def put(self, name: str, data: bytes, if_none_match: bool = False) -> None:
        self._note("put", name, data, if_none_match)
        super().put(name, data, if_none_match)

    def _note(self, *asked: object) -> None:
        self.asked.append(asked)
        self.others(*asked[:2])
