"""Stand-ins: a student stuck on one exercise can do the next, and what is right of theirs is
used."""

from __future__ import annotations

import numpy as np
import pytest

from judging import stub
from warehouse import probes
from warehouse.compression import standins


def loses_wide_values(a, width):
    return a.astype(np.uint32).view(np.uint8)


@pytest.mark.parametrize(
    "names",
    [
        {},
        {"bit_pack": stub, "bit_unpack": stub},
        {"bit_pack": lambda a, w: 1 / 0, "bit_unpack": stub},
        {
            "bit_pack": loses_wide_values,
            "bit_unpack": lambda p, w, n: p.view(np.uint32)[:n].astype(np.uint64),
        },
    ],
)
def test_what_does_not_work_is_stood_in_for_and_said(names, capsys):
    pack, unpack = standins.packers(names)
    a = np.array([1, 2**40], np.uint64)
    assert np.array_equal(unpack(pack(a, 41), 41, 2), a)
    assert "stand-ins" in capsys.readouterr().out


def test_what_works_is_used():
    names = {
        "bit_pack": lambda a, width: a.view(np.uint8).copy(),
        "bit_unpack": lambda p, width, n: p.view(np.uint64)[:n],
    }
    assert standins.packers(names) == (names["bit_pack"], names["bit_unpack"])


def test_frames_are_stood_in_for_too():
    frame, unframe = standins.framers({"for_encode": stub, "for_decode": stub})
    for column in ([], [-(2**63), 2**63 - 1]):
        a = np.array(column, np.int64)
        assert np.array_equal(unframe(frame(a)), a)


def test_an_endless_loop_is_stood_in_for(monkeypatch, capsys):
    def endless(*arguments):
        while True:
            pass

    monkeypatch.setattr(probes, "PROBE_SECONDS", 0.2)
    standins.packers({"bit_pack": endless, "bit_unpack": endless})
    assert "does not come to an end" in capsys.readouterr().out
