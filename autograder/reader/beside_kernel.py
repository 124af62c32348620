"""The process beside a notebook's kernel, which holds the hidden checks and answers for ``graded_cell``.

    python -m autograder.reader.beside_kernel LAB FOLDER

What it answers is ``answering``'s. It is on its way when a reader waits for it, so that what takes long goes
side by side: two interpreters start while nbgrader is imported here.
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from autograder.execution.runner import GraderFaultError
from autograder.reader.own_runner import own_runner
from warehouse.errors import CourseError


def main() -> None:
    # what prints by itself must not come between the answers
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    lab, folder = sys.argv[1], Path(sys.argv[2])
    try:
        with ThreadPoolExecutor(max_workers=1) as aside:
            starting = aside.submit(own_runner, lab, folder)
            from autograder.reader import answering  # takes as long as the interpreters
            from autograder.reader.attempts import Attempts

            runner = starting.result()
        with Attempts(lab, folder, runner) as attempts:
            attempts.warm()
            answering.serve(attempts, sys.stdin, answers)
    except (CourseError, GraderFaultError) as trouble:  # no data, say: asked or not, it is said
        words = f"the checks could not run: {trouble}"
        said = {"show": {"text/plain": words}}
        print(json.dumps(said), file=answers, flush=True)


if __name__ == "__main__":
    main()
