"""Stand-ins for parts that later exercises use, so that a student stuck on one exercise can do the next.

They keep the contract's round trip and save no space at all: a stand-in earns nothing in the exercise it stands in for.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from warehouse.containers import FrameOfReference


def _wide_pack(a: np.ndarray, width: int) -> np.ndarray:
    return np.ascontiguousarray(a, np.uint64).view(np.uint8) if width else np.empty(0, np.uint8)


def _wide_unpack(packed: np.ndarray, width: int, count: int) -> np.ndarray:
    return packed.view(np.uint64)[:count] if width else np.zeros(count, np.uint64)


def _wide_frame(a: np.ndarray) -> FrameOfReference:
    return FrameOfReference(0, 64, _wide_pack(a.view(np.uint64), 64), len(a))


def _wide_unframe(f: FrameOfReference) -> np.ndarray:
    return f.packed.view(np.int64)[: f.count]


def packers(names: dict) -> tuple[Callable, Callable]:
    """``bit_pack`` and ``bit_unpack`` of the notebook's ``names`` (its ``globals()``) if a small probe comes back right,
    else stand-ins that do not pack."""
    probe = np.array([0, 5, 1, 7, 2], np.uint64)
    return _choose(
        names,
        ("bit_pack", "bit_unpack"),
        (_wide_pack, _wide_unpack),
        lambda pack, unpack: np.array_equal(unpack(pack(probe, 3), 3, 5), probe),
    )


def framers(names: dict) -> tuple[Callable, Callable]:
    """``for_encode`` and ``for_decode`` of the notebook's ``names`` if a small probe comes back right, else stand-ins
    that do not compress."""
    probe = np.array([-3, 100, 7], np.int64)
    return _choose(
        names,
        ("for_encode", "for_decode"),
        (_wide_frame, _wide_unframe),
        lambda frame, unframe: np.array_equal(unframe(frame(probe)), probe),
    )


def _choose(names: dict, parts: tuple[str, str], standins: tuple, probe: Callable[..., bool]) -> tuple[Callable, Callable]:
    missing = [part for part in parts if part not in names]
    if missing:
        reason = f"{missing[0]} is not defined"
    else:
        yours = tuple(names[part] for part in parts)
        try:
            if probe(*yours):
                return yours
            reason = f"{parts[0]} and {parts[1]} do not bring a small column back"
        except NotImplementedError:
            reason = f"{parts[0]} or {parts[1]} is not started"
        except Exception as error:  # whatever the student's code raises, the next exercise can go on
            reason = f"{parts[0]} or {parts[1]} raises {type(error).__name__}"
    print(f"{reason}: stand-ins that save no space are used from here on.")
    return standins
