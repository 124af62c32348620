"""The corpus under other course seeds than the one its matrix is stored for: generated inputs grow
from the seed, so what is caught, or keeps its points, by one draw's good luck is not by another's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from autograder.progress import Progress, Steps
from autograder.quality import structure
from autograder.quality.answer_files import Answer, exercises, load
from autograder.quality.corpus import Graders, failing


def run(
    lab: str,
    references: int,
    whole: int,
    progress: Callable[[Progress], None] = lambda told: None,
) -> list[str]:
    """Grade the reference under seeds 1 to ``references`` and every answer under 1 to ``whole``.

    Returns a line for each wrong answer that passes, and for the reference and each right answer that
    loses a point. Which check it is that catches a wrong one may depend on the seed. Raises
    ``UsageError`` where the notebook has faults.
    """
    structure.require_whole(lab)
    reference = [
        Answer(lab, name, "the reference", "right", about="", reason="", hint="", code="")
        for name in exercises(lab)
    ]
    answers, found = load(lab), []
    steps = Steps(progress, references * len(reference) + whole * len(answers))
    for seed in range(1, max(references, whole) + 1):
        chosen = reference * (seed <= references) + answers * (seed <= whole)
        with Graders(str(seed)) as graders:
            tasks = [(answer.exercise, answer.code) for answer in chosen]
            results = graders.grade(lab, tasks, lambda told: steps.one())
        found += faults(seed, chosen, results)
    return found


def faults(seed: int, answers: Iterable[Answer], results: Iterable[dict | str]) -> list[str]:
    """What ``run`` says of ``results``, in the order of ``answers``."""
    found = []
    for answer, result in zip(answers, results, strict=True):
        who = f"{answer.exercise}/{answer.name}, seed {seed}"
        if isinstance(result, str):
            found.append(f"{who}: cannot be graded: {result}")
        elif answer.kind == "wrong" and not failing(result):
            found.append(f"{who}: a wrong answer passes")
        elif answer.kind == "right" and failing(result):
            found.append(f"{who}: loses {failing(result)}")
    return found
