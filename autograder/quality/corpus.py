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
from autograder.paths import UsageError, released_notebook, require_lab, source_notebook
from autograder.paths import answers as answers_of
from autograder.progress import Progress, Steps
from autograder.quality import changes, digest, sampling, structure
from warehouse.checks import MIME, Outcome, keep

WRONG_AT_LEAST, RIGHT_AT_LEAST = 6, 2

#: Of each lab a run of the suite looks at so many: those of 21 labs must not take longer than 100 s
#: of a processor. (The references are run with their notebooks, by tests/course/test_labs.py.)
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
class Answer:
    """One answer of the corpus. ``reason``: the check that must catch it (wrong answers only).
    ``breaks``: the obligation of the task that it breaks, and no other; empty where it is not said."""

    lab: str
    exercise: str
    name: str
    kind: str
    about: str
    reason: str
    hint: str
    code: str
    breaks: str = ""


@dataclass(frozen=True)
class Sample:
    """Code of answers and of trivial stubs, each by (exercise, name)."""

    answers: dict[tuple[str, str], str]
    stubs: dict[tuple[str, str], str]


def load(lab: str) -> list[Answer]:
    """Every answer of a lab, by exercise and name. Raises UsageError for one that lacks what it
    must say, and for a lab without answers."""
    folder = answers_of(require_lab(lab))
    if not folder.is_dir():
        raise UsageError(
            f"solutions/{lab}/answers is not there: make a folder for each exercise in it, with wrong"
            " and right answers"
        )
    found = [_read(lab, path) for path in folder.glob("*/*.py")]
    for path in folder.glob("*/changes.toml"):
        for name, entry in changes.read(lab, path).items():
            found.append(Answer(lab, path.parent.name, name, "wrong", **entry))
    return sorted(found, key=lambda answer: (answer.exercise, answer.name))


def _read(lab: str, path: Path) -> Answer:
    code = path.read_text()
    lines = (ast.get_docstring(ast.parse(code)) or "").splitlines()
    stated: dict[str, str] = {}
    key = None
    for line in lines[1:]:
        head, colon, rest = line.partition(":")
        if colon and head in ("kind", "reason", "hint", "breaks"):
            key = head
            stated[key] = rest.strip()
        elif key and line.strip():
            stated[key] += " " + line.strip()
    needed = ("kind",) if stated.get("kind") == "right" else ("kind", "reason", "hint")
    missing = [name for name in needed if not stated.get(name)]
    if missing or stated["kind"] not in ("wrong", "right"):
        raise UsageError(
            f"{path}: the docstring must state {', '.join(missing) or 'kind: wrong or right'}"
        )
    return Answer(
        lab,
        path.parent.name,
        path.stem,
        stated["kind"],
        lines[0],
        stated.get("reason", ""),
        stated.get("hint", ""),
        code,
        stated.get("breaks", ""),
    )


def exercises(lab: str) -> list[str]:
    """The exercises of a lab, in the notebook's order: the cells that end in -checks."""
    cells = nbformat.read(source_notebook(lab), as_version=4).cells
    return [cell["id"].removesuffix("-checks") for cell in cells if cell["id"].endswith("-checks")]


def stub_names(lab: str, exercise: str) -> list[str]:
    """The functions and classes that an exercise asks for. Raises UsageError where the lab is not
    released."""
    if not released_notebook(lab).exists():
        raise UsageError(f"labs/{lab} is not there: run 'python -m autograder release {lab}'")
    cells = nbformat.read(released_notebook(lab), as_version=4).cells
    source = next((cell.source for cell in cells if cell["id"] == exercise), None)
    if source is None:
        raise UsageError(
            f"labs/{lab} has no exercise {exercise}: run 'python -m autograder release {lab}'"
        )
    return [
        node.name
        for node in ast.parse(source).body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
    ]


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
    return _fails(result)


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
        fails, expected = _fails(result), rows[name]["answers"][answer]["fails"]
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
            "fails": _fails(result),
        }
    for (name, label, _), result in zip(trivial, results[len(answers) :]):
        matrix[name]["trivial"][label] = _earned(result)
    return {"lab": lab, "exercises": matrix}


def _one_thread() -> None:
    """As where a class is graded, libraries start no threads: those of several processes would wait for
    one another."""
    os.environ["OMP_NUM_THREADS"] = "1"


class Graders:
    """Processes that grade answers, kept for any number of labs. Use it in a with."""

    def __init__(self) -> None:
        self._private = PrivateFolder()  # as the grader's test processes have one
        self._pool = ProcessPoolExecutor(
            min(2, os.cpu_count() or 1),
            get_context("spawn"),
            initializer=_one_thread,
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


def _fails(result: dict) -> dict[str, str]:
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
    rows, answers = _rows(lab), load(lab)
    return [
        name
        for name in exercises(lab)
        if rows.get(name, {}).get("digest") != digest_of(lab, name, answers)
    ]


def stored(lab: str) -> dict:
    """The rows of the stored matrix by exercise. Raises UsageError where there is none yet."""
    if not _path(lab).exists():
        raise UsageError(
            f"solutions/{lab}/answers has no matrix yet: run 'python -m autograder answers {lab}'"
        )
    return _rows(lab)


def _rows(lab: str) -> dict:
    path = _path(lab)
    return json.loads(path.read_text(encoding="utf-8"))["exercises"] if path.exists() else {}


def _path(lab: str) -> Path:
    return answers_of(require_lab(lab)) / "matrix.json"


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


def faults(matrix: dict) -> list[str]:
    """Every way in which the corpus or the checks fall short; an empty list is a pass."""
    found = []
    for name, row in matrix["exercises"].items():
        wrong = {key: a for key, a in row["answers"].items() if a["kind"] == "wrong"}
        right = {key: a for key, a in row["answers"].items() if a["kind"] == "right"}
        if len(wrong) < WRONG_AT_LEAST or len(right) < RIGHT_AT_LEAST:
            found.append(
                f"{name}: {len(wrong)} wrong and {len(right)} right answers; {WRONG_AT_LEAST} and {RIGHT_AT_LEAST} are the least"
            )
        for key, answer in wrong.items():
            if not answer["fails"]:
                found.append(f"{name}/{key}: a wrong answer survives")
            elif answer["reason"] not in answer["fails"]:
                found.append(
                    f"{name}/{key}: names {answer['reason']} as its reason, but fails {', '.join(answer['fails'])}"
                )
            if "grader's fault" in answer["fails"].values():
                found.append(f"{name}/{key}: a check broke instead of judging: {answer['fails']}")
        found += [
            f"{name}/{key}: a right answer fails {', '.join(a['fails'])}"
            for key, a in right.items()
            if a["fails"]
        ]
        alone = {next(iter(a["fails"])) for a in wrong.values() if len(a["fails"]) == 1}
        found += [
            f"{name}: the check {check} kills nothing on its own"
            for check in row["checks"]
            if check not in alone
        ]
        found += [
            f"{name}: the trivial stub {label} earns {points}"
            for label, points in row["trivial"].items()
            if points != 0
        ]
    return found


def as_text(matrix: dict) -> str:
    """The kill matrix for a person: wrong answers down, checks across, an x where a check catches
    an answer."""
    lines = []
    for name, row in matrix["exercises"].items():
        lines.append(
            f"{name}: "
            + ", ".join(f"{chr(97 + i)}={check}" for i, check in enumerate(row["checks"]))
        )
        for key, answer in row["answers"].items():
            marks = "".join("x" if check in answer["fails"] else "." for check in row["checks"])
            lines.append(f"  {marks}  {answer['kind']:5}  {key:32} {answer['about']}")
        lines.append(
            f"  trivial stubs that earn nothing: {sum(p == 0 for p in row['trivial'].values())} of {len(row['trivial'])}"
        )
    return "\n".join(lines)


def store(matrix: dict) -> Path:
    """Write the matrix beside the answers, where the hints are looked up. Rows of exercises that it
    does not hold stay as they are stored."""
    lab = matrix["lab"]
    rows = _rows(lab) | matrix["exercises"]
    whole = {"lab": lab, "exercises": {name: rows[name] for name in exercises(lab) if name in rows}}
    path = _path(lab)
    text = json.dumps(whole, indent=1, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
