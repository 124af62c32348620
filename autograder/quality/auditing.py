"""Do the marks depend on luck? A sample of a graded class is graded again under other seeds, orders
and loads."""

from __future__ import annotations

import random

import nbformat
from nbformat import NotebookNode

from autograder.grading import classes as grading
from autograder.grading import dates, groups, repair, submissions
from autograder.grading.executors import Local, settings
from autograder.grading.gradebook import Recorder
from autograder.grading.places import Places
from autograder.grading.preprocessors import checks_in
from autograder.paths import nbgrader_config, released_notebook

SAMPLE = 10  # submissions


def verdicts(nb: NotebookNode) -> dict[str, str]:
    """How every check of an executed notebook ended, by "exercise: check"."""
    found = {}
    for cell in nb.cells:
        data = (
            checks_in(cell) if cell.get("metadata", {}).get("nbgrader", {}).get("points") else None
        )
        for check in data["checks"] if data else []:
            found[f"{data['exercise']}: {check['name']}"] = check["outcome"]
    return found


def audit(lab: str, places: Places, times: int, sandboxed: bool = True) -> int:
    """Grade up to ``SAMPLE`` submissions ``times`` more, print every check whose verdict changed; 0
    when none did.

    Nothing is recorded. Each time has a course seed of its own, another order, and one submission
    at once more than before.
    """
    config, rng = nbgrader_config(), random.Random(0)
    together = groups.of_lab(lab, places)
    zone = dates.of_course(config)
    handed_in = submissions.find(lab, places.submitted, config.CourseExecute, together, zone)
    found = [
        submission
        for submission in handed_in
        if places.autograded_notebook(submission.student, lab).exists()
    ]
    sample = rng.sample(found, min(SAMPLE, len(found)))
    grader = grading.api(places)
    with Recorder(lab, grader.coursedir, grader.config) as recorder:
        master = recorder.with_tests(nbformat.read(released_notebook(lab), as_version=4))
    first = {
        s.student: verdicts(nbformat.read(places.autograded_notebook(s.student, lab), as_version=4))
        for s in sample
    }
    changed: dict[str, set[str]] = {}
    for number in range(1, times + 1):
        rng.shuffle(sample)
        with Local(lab, settings(config, sandboxed), jobs=number) as executor:
            running = {
                s.student: executor.submit(
                    repair.repaired(s.folder, lab, master), f"audit {number}"
                )
                for s in sample
            }
            for student, future in running.items():
                for check, ending in verdicts(future.result()).items():
                    if (ending == "passed") != (first[student].get(check) == "passed"):
                        changed.setdefault(check, set()).add(student)
        print(
            f"audit {number} of {times}: {len(sample)} submissions, {len(changed)} checks have "
            "changed their verdict so far"
        )
    for check, students in sorted(changed.items()):
        print(f"  {check}: {', '.join(sorted(students))}")
    return 1 if changed else 0
