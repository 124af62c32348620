"""The answers corpus: wrong and right answers to every exercise, and the matrix of which check
catches which.

An answer is a file solutions/<lab>/answers/<exercise>/<name>.py, whose docstring says what it
stands for and whose code replaces the functions of the same names in the reference solution; or an
entry of changes.toml in the same folder. The tests are tested by running them all.
"""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Callable, Collection
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import nbformat

from autograder.execution.kept import PrivateFolder, Store
from autograder.execution.runner import Runner
from autograder.paths import UsageError, source_notebook
from autograder.paths import answers as answers_of
from autograder.progress import Progress, Steps
from autograder.quality import digest, sampling, structure
from autograder.quality.answer_files import (
    Answer,
    exercises,
    load,
    stub_names,
)
from autograder.quality.matrix import rows_if_stored, stored
from warehouse.checks import MIME, Outcome, keep
from warehouse.checks.generated import SEED_VARIABLE

#: Of each lab that a run of the suite looks at, so many. (The references are run with their notebooks,
#: by tests/course/test_labs.py.)
FEW_ANSWERS, FEW_STUBS = 2, 1
#: What every exercise is tried with besides its own answers: functions that do no work at all. They
#: must earn nothing.
TRIVIAL = {
    "None": "lambda *a, **k: None",
    "zero": "lambda *a, **k: 0",
    "empty list": "lambda *a, **k: []",
    "its input": "lambda *a, **k: a[0] if a else None",
    "a constant array": "lambda *a, **k: np.zeros(3, np.int64)",
    "empty bytes": "lambda *a, **k: b''",
    "True": "lambda *a, **k: True",
}


@dataclass(frozen=True)
class Sample:
    """Code of answers and of trivial stubs, each by (exercise, name)."""

    answers: dict[tuple[str, str], str]
    stubs: dict[tuple[str, str], str]


def grade_answer(lab: str, exercise: str, code: str) -> dict:
    """The check results of one exercise with ``code`` on top of the reference solution, as plain
    data."""
    names: dict = {"__name__": "__main__"}
    for cell in cells_run(lab, exercise):
        shown = _execute(cell.source, names)
        if cell["id"] == exercise:
            _execute(code, names)
    return shown._repr_mimebundle_()[MIME]


def cells_run(lab: str, exercise: str) -> list[nbformat.NotebookNode]:
    """The cells of the source notebook that an answer to ``exercise`` is judged with: the course's
    own and the reference solutions above the exercise's checks, and these."""
    chosen = []
    for cell in nbformat.read(source_notebook(lab), as_version=4).cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if cell["id"] == f"{exercise}-checks":
            return [*chosen, cell]
        if cell.cell_type == "code" and (
            nbgrader.get("solution") or (nbgrader.get("locked") and not nbgrader.get("grade"))
        ):
            chosen.append(cell)
    raise UsageError(f"lab {lab} has no cell {exercise}-checks")


def grade_answer_apart(runner: Runner, lab: str, exercise: str, code: str) -> dict:
    """As ``grade_answer``, through the two sandboxed processes that a submission gets."""
    cells = cells_run(lab, exercise)
    for cell in cells:
        if cell["id"] == exercise:
            cell.source = f"{cell.source}\n\n\n{code}"
    done = runner.run(nbformat.v4.new_notebook(cells=cells)).cells
    found = [
        output.data[MIME]
        for output in done[-1].outputs
        if output.output_type == "execute_result" and MIME in output.data
    ]
    if not found:
        said = {cell["id"]: [o.get("evalue", o.get("text")) for o in cell.outputs] for cell in done}
        raise RuntimeError(f"no verdict: { {id_: words for id_, words in said.items() if words} }")
    return found[0]


def compare(
    lab: str,
    among: set[tuple[str, str]] | None = None,
    progress: Callable[[Progress], None] = lambda told: None,
) -> list[str]:
    """Every answer of the corpus (or those ``among``) through the two processes; returns where the
    checks that fail are not those that the stored matrix has from one process. (A slow answer may
    be "wrong" in one and "over a limit" in the other.)"""
    structure.require_whole(lab)
    rows = stored(lab)
    answers = [
        answer for answer in load(lab) if among is None or (answer.exercise, answer.name) in among
    ]
    differences = []
    with Runner(lab) as runner, ThreadPoolExecutor(os.cpu_count()) as pool:
        tried = pool.map(lambda answer: _apart(runner, answer), answers)
        steps = Steps(progress, len(answers))
        for answer, fails in zip(answers, tried):
            steps.one()
            expected = rows[answer.exercise]["answers"][answer.name]["fails"]
            if isinstance(fails, str) or fails.keys() != expected.keys():
                differences.append(
                    f"{answer.exercise}/{answer.name}: one process {expected}, two {fails}"
                )
    return differences


def _apart(runner: Runner, answer: Answer) -> dict[str, str] | str:
    try:
        result = grade_answer_apart(runner, answer.lab, answer.exercise, answer.code)
    except Exception as error:  # said as a difference, beside the others
        return f"{type(error).__name__}: {error}"
    return failing(result)


def _execute(source: str, names: dict) -> object:
    """Run a cell's source; returns the value of its last expression, as a notebook shows it."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names) if last else None


def _grade_task(task: tuple[Path, str, str, str]) -> dict | str:
    folder, *what = task
    keep.store = Store(folder)
    try:
        return grade_answer(*what)
    # an answer whose code does not even load is a defect of the corpus: say which
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def smallest(lab: str) -> set[tuple[str, str]]:
    """(exercise, answer) of a small corpus that still shows every check at work, by the stored
    matrix: for each check one wrong answer that it alone catches, and one right answer for each
    exercise."""
    chosen = {}
    for exercise, row in stored(lab).items():
        for name, answer in row["answers"].items():
            if len(answer["fails"]) <= 1:
                chosen.setdefault((exercise, *answer["fails"]), (exercise, name))
    return set(chosen.values())


def sample(lab: str, seed: str) -> Sample:
    """What a run of the suite looks at. ``seed`` is a word (the suite's is the date), which chooses
    a few; EACH, for each check one answer that it alone catches; or ALL."""
    answers = {(answer.exercise, answer.name): answer.code for answer in load(lab)}
    stubs = {
        (name, label): code
        for name in exercises(lab)
        for label, code in _trivial(lab, name).items()
    }
    chosen = smallest(lab) if seed == sampling.EACH else sampling.some(answers, FEW_ANSWERS, seed)
    few = sampling.some(stubs, FEW_STUBS, seed)
    return Sample({key: answers[key] for key in sorted(chosen)}, {key: stubs[key] for key in few})


def rerun(lab: str, chosen: Sample, graders: Graders) -> list[str]:
    """Grade what is chosen; returns where that differs from the stored matrix.

    A check that ran out of time is not compared: that says as much of the machine, and of what else
    it does, as of the answer.
    """
    rows, found = stored(lab), []
    answers = graders.grade(lab, [(name, code) for (name, _), code in chosen.answers.items()])
    for (name, answer), result in zip(chosen.answers, answers):
        if isinstance(result, str):
            found.append(f"{lab} {name}: {answer} cannot be graded: {result}")
            continue
        fails, expected = failing(result), rows[name]["answers"][answer]["fails"]
        late = {check for check, outcome in fails.items() if outcome == Outcome.OVER_LIMIT.value}
        if fails.keys() - late != expected.keys() - late:
            found.append(f"{lab} {name}: {answer} fails {fails}, stored is {expected}")
    stubs = graders.grade(lab, [(name, code) for (name, _), code in chosen.stubs.items()])
    for (name, label), result in zip(chosen.stubs, stubs):
        if earned := _earned(result):
            found.append(f"{lab} {name}: the trivial stub {label} earns {earned}")
    return found


def run(
    lab: str,
    only: Collection[str] | None = None,
    progress: Callable[[Progress], None] = lambda told: None,
) -> dict:
    """Grade every answer and every trivial stub (of the exercises in ``only``); returns the matrix
    as plain data.

    Raises UsageError, before anything is run, for an exercise that there is not, and where the
    notebook or the corpus has faults.
    """
    structure.require_whole(lab)
    there = exercises(lab)
    if not there:
        raise UsageError(
            f"lab {lab} has no exercises yet: run 'python -m autograder new {lab} EXERCISE'"
        )
    unknown = set(only or ()) - set(there)
    if unknown:
        raise UsageError(
            f"lab {lab} has no exercise {', '.join(sorted(unknown))}; it has {', '.join(there)}"
        )
    chosen = [name for name in there if only is None or name in only]
    every = load(lab)
    stray = {answer.exercise for answer in every} - set(there)
    if stray:
        raise UsageError(
            f"solutions/{lab}/answers has folders that are no exercises: {', '.join(sorted(stray))}"
        )
    answers = [answer for answer in every if answer.exercise in chosen]
    trivial = [
        (name, label, code) for name in chosen for label, code in _trivial(lab, name).items()
    ]
    tasks = [(a.exercise, a.code) for a in answers] + [(name, code) for name, _, code in trivial]
    matrix: dict = {
        name: {"digest": digest_of(lab, name, every), "checks": [], "answers": {}, "trivial": {}}
        for name in chosen
    }
    with Graders() as graders:
        results = graders.grade(lab, tasks, progress)
    for answer, result in zip(answers, results):
        if isinstance(result, str):
            raise UsageError(f"answer {answer.exercise}/{answer.name} cannot be graded: {result}")
        row = matrix[answer.exercise]
        row["checks"] = [check["name"] for check in result["checks"]]
        row["answers"][answer.name] = {
            "kind": answer.kind,
            "about": answer.about,
            "reason": answer.reason,
            "hint": answer.hint,
            "fails": failing(result),
        }
    for (name, label, _), result in zip(trivial, results[len(answers) :]):
        matrix[name]["trivial"][label] = _earned(result)
    return {"lab": lab, "exercises": matrix}


def _prepare(seed: str) -> None:
    """As where a class is graded, libraries start no threads: those of several processes would wait for
    one another."""
    os.environ["OMP_NUM_THREADS"] = "1"
    if seed:
        os.environ[SEED_VARIABLE] = seed


class Graders:
    """Processes that grade answers, kept for any number of labs, all under one course ``seed`` (none:
    the environment's, or the public one). Use it in a with."""

    def __init__(self, seed: str = "") -> None:
        self._private = PrivateFolder()  # as the grader's test processes have one
        self._pool = ProcessPoolExecutor(
            min(2, os.cpu_count() or 1),
            get_context("spawn"),
            initializer=_prepare,
            initargs=(seed,),
        )

    def __enter__(self) -> Graders:
        return self

    def __exit__(self, *exception: object) -> None:
        self._pool.shutdown()
        self._private.close()

    def grade(
        self,
        lab: str,
        tasks: list[tuple[str, str]],
        progress: Callable[[Progress], None] = lambda told: None,
    ) -> list[dict | str]:
        """The results of (exercise, code); a text where one could not be graded."""
        folder = self._private.files / lab  # what two labs keep may have one name
        folder.mkdir(exist_ok=True)
        results, steps = [], Steps(progress, len(tasks))
        for result in self._pool.map(_grade_task, [(folder, lab, *task) for task in tasks]):
            results.append(result)
            steps.one()
        return results


def failing(result: dict) -> dict[str, str]:
    """The checks of a result that did not pass, with their outcomes."""
    return {c["name"]: c["outcome"] for c in result["checks"] if c["outcome"] != "passed"}


def _earned(result: dict | str) -> float | str:
    return result if isinstance(result, str) else sum(c["earned"] for c in result["checks"])


def digest_of(lab: str, exercise: str, answers: list[Answer]) -> str:
    """The digest of what an exercise's row of the matrix is made from; ``answers`` are the lab's."""
    mine = [
        (a.name, a.kind, a.about, a.reason, a.hint, a.code)
        for a in answers
        if a.exercise == exercise
    ]
    cells = [cell.source for cell in cells_run(lab, exercise)]
    return digest.of(cells, mine + list(_trivial(lab, exercise).items()))


def stale(lab: str) -> list[str]:
    """The exercises whose stored row was made from something else than is there now."""
    rows, answers = rows_if_stored(lab), load(lab)
    return [
        name
        for name in exercises(lab)
        if rows.get(name, {}).get("digest") != digest_of(lab, name, answers)
    ]


def _trivial(lab: str, exercise: str) -> dict[str, str]:
    """Code for every trivial stub of an exercise; solutions/<lab>/answers/<exercise>/constants.json may name
    more constants."""
    names = stub_names(lab, exercise)
    extra = answers_of(lab) / exercise / "constants.json"
    constants = json.loads(extra.read_text()) if extra.exists() else []
    bodies = TRIVIAL | {f"always {value!r}": f"lambda *a, **k: {value!r}" for value in constants}
    return {
        label: "\n".join(
            f"{name} = {body}\n{name}.__name__ = {name!r}" if body.startswith("lambda") else body
            for name in names
        )
        for label, body in bodies.items()
    }
