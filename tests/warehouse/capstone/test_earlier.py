"""The capstone's stored tables of parts that earlier labs built, lent ones and a reader's."""

from __future__ import annotations

import nbformat
import pyarrow as pa
import pytest

from autograder import paths
from autograder.quality.attack_corpus import reference
from tests.solved import solved
from warehouse.capstone import earlier, loading, storage, views, yours
from warehouse.capstone.records import Operators
from warehouse.distribution.cluster import InProcess, Uncopied


@pytest.fixture(scope="module")
def names():
    return solved("capstone")


@pytest.fixture(scope="module")
def operators(names):
    return Operators(*(names[part] for part in Operators._fields))


def whole(lab):
    """What a lab's solution defines, its locked cells included."""
    names = {}
    for cell in nbformat.read(paths.source_notebook(lab), as_version=4).cells:
        known = cell.metadata.get("nbgrader")
        if cell.cell_type == "code" and known and not known["grade"]:
            exec(cell.source, names)
    return names


@pytest.fixture(scope="module")
def theirs():
    """All parts that have a place, of the reference solutions."""
    labs, found = {}, {}
    for seam in earlier.SEAMS:
        of_lab = labs[seam.lab] = labs.get(seam.lab) or whole(seam.lab)
        found |= {name: of_lab[name] for names in seam.exercises.values() for name in names}
    return storage.Parts(**found)


def test_every_part_of_a_stored_table_has_one_seam():
    names = [name for seam in earlier.SEAMS for names in seam.exercises.values() for name in names]
    assert sorted(names) == sorted(storage.Parts._fields)
    owned = [name for names in earlier.OWN.values() for name in names]
    assert sorted(owned) == sorted([*Operators._fields, "execute"])
    for seam in earlier.SEAMS:
        ids = {cell["id"] for cell in nbformat.read(paths.released_notebook(seam.lab), 4).cells}
        assert {f"{exercise}-examples" for exercise in seam.exercises} <= ids


def test_each_reference_is_taken_and_what_gives_other_rows_is_not(theirs):
    for seam in earlier.SEAMS:
        right, wrong = {}, {}
        for exercise, names in seam.exercises.items():
            parts = {name: getattr(theirs, name) for name in names}
            right[exercise] = earlier.mine.Taken(parts, "")
            wrong[exercise] = earlier.mine.Taken(dict.fromkeys(names, _nothing), "")
        assert earlier._of(seam, right)[1] == "its examples pass", seam.part
        assert earlier._of(seam, wrong)[0] == {}, seam.part
    forgets = theirs._replace(build_zone_map=lambda *given: theirs.build_zone_map(*given)[::-1])
    assert not earlier._right(forgets)


def _nothing(*given):
    return None


TABLE = pa.table({"k": [5, None, 1, 4, 2], "t": ["x", "yy", None, "", "x"]})


@pytest.mark.parametrize("whose", ["lent", "theirs"])
def test_a_stored_table_gives_what_a_plain_one_gives(whose, theirs):
    parts = theirs if whose == "theirs" else storage.LENT
    plain = loading.in_blocks(TABLE, "k", 2)
    made = storage.stored(TABLE, "k", 2, parts)
    assert made.zones == plain.zones and made.num_blocks == 3
    for column in ("k", "t"):
        for block in range(3):
            assert made.read(column, block).equals(plain.read(column, block))
    assert made.counts().store == made.blocks_read == 6
    for refused in (made.as_data, made.keep):
        with pytest.raises(TypeError, match="a stored table is"):
            refused()
    made.forget()
    made.read("k", 0)
    near = made.counts()
    assert (near.store == 0) is (whose == "theirs") and made.blocks_read == 1
    with pytest.raises(ValueError, match="no column 'z'"):
        made.read("z", 0)
    assert storage.stored(TABLE.slice(0, 0), "k", 2, parts).num_blocks == 0


def test_a_log_that_lost_a_block_is_noticed(theirs):
    forgets = theirs._replace(recover=lambda store: (1, []))
    with pytest.raises(ValueError, match="not the blocks of version 1"):
        storage.stored(TABLE, "k", 2, forgets)


def test_the_queries_give_duckdbs_rows_over_parts_of_all_labs(names, operators, theirs):
    whole = yours.run(names["execute"], operators, theirs, slices=2)
    assert [one.number for one in whole.runs if not one.same] == []
    assert whole.read.stored < 0.2 * whole.read.plain
    assert whole.read.memory + whole.read.disk > whole.read.store > 0
    assert sum(one.blocks for one in whole.runs) == sum(whole.read[:3])


def test_parts_travel_to_slices(operators, theirs):
    """As functions by value: what they hold goes with them."""
    with InProcess(2) as cluster:
        tables = {"region": loading.tpch_tables(0.01)["region"]}
        catalogue = storage.load(cluster, tables, operators.exchange, theirs)
        assert storage.counts(cluster, catalogue).stored > 0
        assert loading.blocks_read(cluster, catalogue)["region"][0] == 0


@pytest.fixture(scope="module")
def labs(tmp_path_factory):
    """A reader's labs: the zone maps are done, but for the sort, which is wrong; no other lab is there."""
    folder = tmp_path_factory.mktemp("reader") / "labs"
    notebook, right = nbformat.read(paths.released_notebook("zone_maps"), 4), reference("zone_maps")
    for cell in notebook.cells:
        if cell["id"] in right:
            cell.source = right[cell["id"]]
        if cell["id"] == "compound_sort":
            cell.source = "def compound_sort(table, keys):\n    return table"
    (folder / "zone_maps").mkdir(parents=True)
    nbformat.write(notebook, folder / "zone_maps" / "zone_maps.ipynb")
    return folder


def test_what_passes_is_the_readers_and_the_rest_is_lent(labs, monkeypatch):
    monkeypatch.setattr(earlier.mine, "COURSE", labs)  # which has no labs of its own
    found = earlier.gathered(labs)
    said = {(origin.part, origin.whose) for origin in found.origins}
    assert found.yours == 1 and ("makes zone maps", "yours") in said
    assert ("sorts a slice", "lent") in said and ("compiled segments", "left out") in said
    assert found.parts.compound_sort is storage.LENT.compound_sort
    assert found.parts.build_zone_map is not storage.LENT.build_zone_map
    assert "examples pass: Arrow's sort" in str(found)
    assert "<td>yours</td>" in found._repr_html_()


def test_the_view_and_the_command_say_what_is_missing(
    names, operators, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(yours.leaderboard, "FILE", tmp_path / "capstone.json")
    nothing = earlier.Gathered(storage.LENT, [])
    monkeypatch.setattr(earlier, "gathered", lambda: nothing)
    monkeypatch.setattr(earlier, "engine", lambda: ({}, []))
    assert yours.main([]) == 1 and "exercise 7" in capsys.readouterr().out
    monkeypatch.setattr(yours.workload, "NUMBERS", (6,))
    assert "Not started" in views.yours(_stub, operators).value
    assert "bytes fetched" in views.yours(names["execute"], operators).value
    monkeypatch.setattr(earlier, "engine", lambda: ({**names}, []))
    assert yours.main(["--slices", "2"]) == 0
    assert Uncopied(2).slices == 2 and "DuckDB" in capsys.readouterr().out


def _stub(*given):
    raise NotImplementedError
