"""What the streaming lab lends: topic, table and target in memory, the same over Kafka's protocol and DuckDB, held together;
its views."""

from __future__ import annotations

import sys

import pytest

from judging import said, stub
from solved import solved
from warehouse.errors import ConflictError
from warehouse.streaming import kafka, views
from warehouse.streaming.records import DataLoss, Record, Rejected, Row
from warehouse.streaming.topics import Crashed, OutOfRange, StreamTarget, Table, Topic, Unavailable


@pytest.fixture(scope="module")
def notebook() -> dict[str, object]:
    return solved("streaming")


@pytest.fixture(scope="module")
def broker_topic():
    with kafka.live_topic(views.sales()) as topic:
        yield topic


@pytest.fixture(params=["memory", "Kafka's protocol"])
def topic(request):
    if request.param == "memory":
        return views.memory_topic()
    return request.getfixturevalue("broker_topic")


@pytest.fixture(params=[Table, kafka.DuckTable])
def table(request):
    return request.param()


def test_both_topics_answer_alike(topic):
    target = StreamTarget(topic, Table())
    assert sorted(target.partitions()) == [0, 1, 2, 3]
    assert [tuple(target.watermarks(p)) for p in range(4)] == [(0, 9), (0, 6), (0, 0), (0, 4)]
    fetched = target.fetch(0, 3, 4)
    assert [record.offset for record in fetched] == [3, 4, 5, 6]
    assert all(type(record) is Record and type(record.value) is bytes for record in fetched)
    assert [record.offset for record in target.fetch(1, 4, 50)] == [4, 5]
    assert target.fetch(0, 9, 4) == target.fetch(2, 0, 1) == []
    for offset in (10, 999):
        with pytest.raises(OutOfRange, match=str(offset)):
            target.fetch(0, offset, 1)
    target.commit_offset(1, 4)
    assert target.committed_offsets() == {1: 4}
    assert target.requests["fetch"] == 6


def test_both_tables_commit_all_or_nothing(table):
    rows, rejected = [Row(-5, "Zürich", 2**62), Row(-5, "Zürich", 2**62)], [Rejected(1, 9, "empty")]
    table.commit(rows, {1: 10}, rejected, {1: None})
    assert (table.stored_offsets(), table.rows, table.rejected) == ({1: 10}, rows, rejected)
    for expected in ({1: None}, {1: 9}, {2: 0}, {1: 10, 2: 3}):
        with pytest.raises(ConflictError):
            table.commit(rows, {1: 12, 2: 1}, rejected, expected)
    assert (table.stored_offsets(), table.rows, table.rejected) == ({1: 10}, rows, rejected)
    table.commit([], {1: 12, 2: 1}, [], {1: 10, 2: None})
    table.commit([], {}, [], {})
    assert table.stored_offsets() == {1: 12, 2: 1}


def test_a_refresh_is_whole_wherever_its_node_dies(notebook, topic):
    """Emulator and protocol, the same requests, killed at each."""
    make = Table if isinstance(topic, Topic) else kafka.DuckTable().emptied
    whole = StreamTarget(topic, make())
    assert notebook["refresh"](whole, 4, views.as_row, views.first) == 18
    assert dict(whole.requests) == {
        "stored_offsets": 1, "partitions": 1, "watermarks": 4, "fetch": 6, "commit": 6,
    }  # fmt: skip
    for at in range(1, len(whole.asked) + 1):
        for after in (False, True):
            found = views.lost_and_doubled(notebook["refresh"], topic, make, at, after)
            assert found == (True, 0, 0, 1)


def test_a_dead_node_asks_for_nothing_more():
    topic, table = views.memory_topic(), Table()
    target = StreamTarget(topic, table, crash_at=2, after=True)
    target.partitions()
    with pytest.raises(Crashed, match="request 2, a commit"):
        target.commit([Row(1, "a", 2)], {0: 1}, [], {0: None})
    assert table.offsets == {0: 1}  # it took effect, unheard
    with pytest.raises(Crashed, match="dead"):
        target.partitions()
    target = StreamTarget(topic, table, crash_at=1)
    with pytest.raises(Crashed):
        target.commit([], {0: 5}, [], {})
    assert table.offsets == {0: 1} and target.requests == {"commit": 1}
    # an answer of an error, which nobody heard, is still a death
    with pytest.raises(Crashed):
        StreamTarget(topic, table, 1, True).commit([], {0: 5}, [], {0: 4})


def test_a_request_may_fail_others_come_between_and_nobody_asks_for_ever():
    topic, table = views.memory_topic(), Table()
    numbers = []
    target = StreamTarget(topic, table, fails_at=2, others=numbers.append, most=3)
    target.stored_offsets()
    with pytest.raises(Unavailable, match="request 2, a commit"):
        target.commit([], {0: 1}, [], {})
    assert table.offsets == {}
    target.partitions()
    with pytest.raises(Unavailable, match="request 4"):
        target.partitions()
    assert numbers == [1, 2, 3, 4]
    refused = StreamTarget(topic, table, fails_at=1, fails_with=ConflictError)
    with pytest.raises(ConflictError, match="request 1, a fetch"):
        refused.fetch(0, 0, 1)
    assert refused.stored_offsets() == {}


def test_offsets_with_gaps_and_records_that_are_gone():
    topic = Topic([7])
    assert [topic.append(7, b"a"), topic.append(7, None)] == [0, 1]
    topic.skip(7, 3)
    assert topic.append(7, b"b", b"key", 12) == 5
    topic.skip(7)
    assert topic.watermarks(7) == (0, 7)
    assert [one.offset for one in topic.fetch(7, 2, 5)] == [5] and topic.fetch(7, 6, 5) == []
    topic.retain(7, 1)
    assert topic.watermarks(7) == (1, 7) and topic.fetch(7, 1, 1)[0].value is None
    with pytest.raises(OutOfRange):
        topic.fetch(7, 0, 1)
    assert str(DataLoss(3, 4)) == "offsets 3 to 4 are gone"


def test_what_a_caller_changes_afterwards_is_not_in_the_table():
    table = Table()
    rows, offsets = [Row(1, "a", 1)], {0: 1}
    target = StreamTarget(Topic(1), table)
    target.commit(rows, offsets, [], {})
    rows.clear(), offsets.clear(), target.stored_offsets().clear()
    assert table.rows == [Row(1, "a", 1)] and table.offsets == {0: 1}


def test_without_kafka_s_client_the_view_says_what_is_missing(notebook, monkeypatch):
    monkeypatch.setitem(sys.modules, "confluent_kafka", None)
    assert "install confluent-kafka" in views.on_kafka(notebook["refresh"]).value


def test_a_broker_that_does_not_answer_is_named(notebook, monkeypatch):
    monkeypatch.setenv(kafka.VARIABLE, "localhost:1")
    monkeypatch.setattr(kafka, "SECONDS", 0.5)
    assert kafka.VARIABLE in views.on_kafka(notebook["refresh"]).value


VIEWS = {
    "decoded": "decode",
    "kill_points": "refresh",
    "on_kafka": "refresh",
    "places": "resume",
    "copies": "Deduplicator",
    "late_rows": "WindowedView",
    "busy_slices": "assign",
}


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_says_what_is_not_started_and_what_cannot_be_shown(name):
    assert "Not started yet" in said(getattr(views, name)(stub))
    assert "cannot be shown" in said(getattr(views, name)(lambda *arguments: {}[7]))


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_shows_the_student_s_part(notebook, name):
    shown = said(getattr(views, name)(notebook[VIEWS[name]]))
    assert "cannot be shown" not in shown and ("<svg" in shown or "<table" in shown)


def test_views_show_what_is_wrong(notebook):
    whole = said(views.kill_points(notebook["refresh"]))
    assert whole.count("whole") == 36 and "doubled" not in whole

    def twice(target, batch, decode, resume):
        for partition in target.partitions():
            end = target.watermarks(partition)[1]
            at = target.stored_offsets().get(partition, 0)
            records = target.fetch(partition, at, end + 1)
            target.commit([row for row in map(decode, records) if type(row) is Row], {}, [], {})
            target.commit([], {partition: end}, [], {})

    assert "8 doubled" in said(views.kill_points(twice))
    places = views.places(notebook["resume"])
    for stored, low, end, words in (
        (12, 5, 30, "offset 12"), (-1, 5, 30, "offset 5"), (2, 5, 30, "offsets 2 to 4"),
        (12, 5, 2, "refuses"),
    ):  # fmt: skip
        for control, value in zip(places.children, (stored, low, end)):
            control.value = value
        assert words in said(places)
