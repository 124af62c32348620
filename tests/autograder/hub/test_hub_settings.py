"""What a department may say of its hub in a file of its own, and what is said where it is wrong."""

import pytest
from traitlets.config import Config

from autograder.hub import settings
from autograder.paths import UsageError


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ('instructor = {"ann"}', "'instructors' is meant"),
        ('acount = "grader2"', "'account' is meant"),
        ('instructors = "ann"', 'as in {"ann", "bo"}'),
        ('instructors = {"ann", None}', "a set of names"),
        ('account = " grader"', "an account's name"),
        ("roster = None", "a path"),
        ('shared = ""', "a path"),
        ('limits = {"as": "8G"}', "whole numbers"),
        ("limits = 512", "whole numbers"),
        ("1 / 0", "ZeroDivisionError"),
        ("c.JupyterHub.port = 1", "NameError"),
    ],
)
def test_what_would_be_read_as_something_else_is_said(written, words, tmp_path):
    local = tmp_path / "local_settings.py"
    local.write_text(written)
    with pytest.raises(UsageError) as said:
        settings.read(Config, local)
    assert words in str(said.value) and str(local) in str(said.value)


def test_what_is_right_is_taken(tmp_path):
    local = tmp_path / "local_settings.py"
    local.write_text(
        "import os\n"
        "c = get_config()\n"
        "_limit = 256\n"
        'instructors = ["ann", "bo"]\n'
        'limits = {"nproc": _limit}\n'
        'homes = "/export"\n'
    )
    read = settings.read(Config, local)
    assert list(read.instructors) == ["ann", "bo"] and read.limits == {"nproc": 256}
    assert read.account == settings.Settings().account
