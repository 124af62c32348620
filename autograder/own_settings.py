"""Whether an instructor's own settings say what was meant: a name that nothing reads would leave the
shipped value in force, a public seed for one, without a word."""

from __future__ import annotations

import difflib
import traceback

from traitlets import TraitError
from traitlets.config import Config

FILE = "local_settings.py"


def where_it_failed(error: BaseException) -> str:
    """The file and line of the instructor's own where an exception came from; empty where it came
    from elsewhere."""
    if isinstance(error, SyntaxError) and str(error.filename).endswith(FILE):
        return f"autograder/{FILE}, line {error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    if frames and frames[-1].filename.endswith(FILE):
        return f"autograder/{FILE}, line {frames[-1].lineno}"
    return ""


def what_is_wrong(config: Config) -> str:
    """The first setting of the course's that does not exist or cannot have its value, in words;
    empty where all is well."""
    from autograder.grading.late_days import LateDays
    from autograder.grading.preprocessors import CourseExecute, HideHiddenTests

    classes = {kind.__name__: kind for kind in (CourseExecute, HideHiddenTests, LateDays)}
    for section, settings in config.items():
        if section in classes:
            if words := _wrong_in(classes[section], settings):
                return words
        elif near := difflib.get_close_matches(section, classes, 1, 0.75):
            return f"there is no c.{section}: c.{near[0]} is meant, it seems"
    return ""


def _wrong_in(kind: type, settings: Config) -> str:
    known = kind.class_traits(config=True)
    for name, value in settings.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            meant = f"c.{kind.__name__}.{near[0]} is meant, it seems" if near else ", ".join(known)
            return f"there is no c.{kind.__name__}.{name}: {meant}"
        try:
            known[name]._validate(kind(config=Config()), value)
        except TraitError as error:
            return f"c.{kind.__name__}.{name}: {error}"
    return ""
