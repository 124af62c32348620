"""What the data_sharing lab imports: a producer that follows its script, the log of the views, and views that show a
stub as not started."""

from __future__ import annotations

import pytest

from judging import stub
from warehouse.data_sharing import producers, views
from warehouse.data_sharing.records import Delta, Denied, LeaseOver

VIEWS = {
    "versions": 1, "doors": 1, "told": 1, "nights": 1, "travel": 1, "swept": 2, "year": 1,
}  # fmt: skip


def test_a_producer_answers_by_its_script():
    first, second = Delta(4, [], {"sales": ["a"]}, []), Delta(5, [], {}, [])
    producer = producers.ScriptedProducer([first, second])
    assert producer.begin(0, []) == (1, first)
    assert producer.begin(4, ["b", "a"]) == (2, second)
    producer.check(1, "sales")
    producer.release(1)
    with pytest.raises(LeaseOver):
        producer.check(1, "sales")
    producer.revoked = True
    with pytest.raises(Denied):
        producer.check(2, "sales")
    with pytest.raises(Denied):
        producer.begin(5, [])
    assert producer.asked[:3] == [("begin", 0, []), ("begin", 4, ["a", "b"]), ("check", 1, "sales")]


def test_a_script_that_is_too_short_says_so():
    producer = producers.ScriptedProducer([])
    with pytest.raises(LookupError, match="one for each begin"):
        producer.begin(0, [])


def test_the_log_of_the_views_can_be_applied():
    log = views.night_log(40, 10)
    tables = {name: list(its) for name, its in log.base.tables.items()}
    for number, commit in enumerate(log.commits, 1):
        assert commit.version == number
        for table, remove, add in commit.changes:
            assert set(remove) <= set(tables[table]) and not set(add) & set(tables[table])
            tables[table] = [one for one in tables[table] if one not in remove] + add
    assert len(tables["sales"]) == 10 and len(tables["shops"]) == 1 + 40 // 3


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_shows_a_stub_as_not_started(name):
    shown = getattr(views, name)(*[stub] * VIEWS[name])
    html = shown.value if hasattr(shown, "value") else shown.children[-1].value
    assert "Not started yet" in html
