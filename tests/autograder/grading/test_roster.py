"""A roster is read as spreadsheets write it, or refused in a sentence that names the fix."""

from __future__ import annotations

import csv

import pytest

from autograder.grading import roster
from autograder.paths import UsageError

ANN = roster.Person("ann", "Ann", "Müller", "ann@example.org")
ROWS = "id,first_name,last_name,email\nann,Ann,Müller,ann@example.org\nbo,Bo,Li,\n"


@pytest.mark.parametrize(
    "data",
    [
        ROWS.encode(),
        ROWS.encode("utf-8-sig"),
        ROWS.replace(",", ";").replace("\n", "\r\n").encode("cp1252"),
        ROWS.replace(",", "\t").encode("utf-16"),
        ROWS.replace(",", " , ").encode(),
        ("\n" + ROWS).lstrip().replace("id,first_name", "ID,First name").encode() + b"\n,,,\n",
        ROWS.replace("Müller", '"Müller"').encode(),
        ROWS.replace("Müller", '"Müller" ').encode(),
        ROWS.replace("\n", "\r").encode(),  # Excel's "CSV (Macintosh)"
        ROWS.replace("\n", "\r").encode().rstrip(),
        b"sep=;\r\n" + ROWS.replace(",", ";").replace("\n", "\r\n").encode(),
    ],
)
def test_what_spreadsheets_write_is_read(tmp_path, data):
    path = tmp_path / "roster.csv"
    path.write_bytes(data)
    people = roster.read(path)
    assert people[0] == ANN and [person.id for person in people] == ["ann", "bo"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("name,email\nann,x\n", "has no column id; it has name, email"),
        ("id,id\nann,ann\n", "twice"),
        ("id\nann\nann\n", "line 3: 'ann' stands there twice"),
        ("id\nAnn\nann\n", "line 3: 'ann' and 'Ann' differ in capitals"),
        ("id,email\n,x@y\n", "line 2: the column id is empty"),
        ("id\n1.23457E+11\n", "rounded"),
        ("id\n../x\n", "no folder's"),
        ("id\na b\n", "no folder's"),
        ("id\n", "names nobody"),
        ("sep=,\nid\na b\n", "line 3: 'a b' can be no folder's"),
        ('id,last_name\nann,"Li\nbo,Do\ncy,Ed\n', "line 2: a quotation mark is opened there"),
        ('id,last_name\nann,"Li\nbo,"Do"\ncy,Ed\n', "line 2: a quotation mark"),
        ('id,last_name,email\nann,Li,\nbo,"Do,x@y', "line 3: a quotation mark"),
        ('sep=,\nid,"last\nann,Li\n', "line 2: a quotation mark"),
        ("PK\x03\x04\0xl/workbook.xml", r"roster\.csv is no text: .* Save it there as CSV"),
        ("id\nann\0\n", "is no text"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_fix(tmp_path, text, words):
    path = tmp_path / "roster.csv"
    path.write_text(text)
    with pytest.raises(UsageError, match=words):
        roster.read(path)


def test_a_roster_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"no\.csv cannot be read"):
        roster.read(tmp_path / "no.csv")


def test_nbgraders_own_columns_are_ours(tmp_path):
    """``nbgrader db student import`` reads a file of these columns, too."""
    path = tmp_path / "roster.csv"
    with path.open("w", newline="") as file:
        csv.DictWriter(file, roster.COLUMNS).writeheader()
        file.write("ann,Ann,Li,a@b,17\n")
    assert roster.read(path) == [roster.Person("ann", "Ann", "Li", "a@b", "17")]
