"""Views, queries and budgets: exercise 7. A choice is judged by what it saves, beside greedy's and
the best single view's, computed here with fractions."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import NamedTuple

import numpy as np

from warehouse.checks import Wrong, kept, run_each
from warehouse.checks.showing import calls, show


class Problem(NamedTuple):
    sizes: dict[str, int]
    answers: dict[str, list[str]]
    weights: dict[str, int]
    budget: int
    base: int


def saved(problem: Problem, chosen: list[str]) -> int:
    total = 0
    for query, views in problem.answers.items():
        rows = [problem.sizes[view] for view in views if view in chosen]
        total += problem.weights[query] * (problem.base - min([problem.base, *rows]))
    return total


def greedy(problem: Problem) -> list[str]:
    """As the task says it, each gain computed from nothing."""
    chosen: list[str] = []
    while True:
        left = problem.budget - sum(problem.sizes[view] for view in chosen)
        now, ranked = saved(problem, chosen), []
        for view, rows in problem.sizes.items():
            gain = saved(problem, [*chosen, view]) - now
            if view not in chosen and rows <= left and gain:
                ranked.append(
                    (0 if rows == 0 else 1, -Fraction(gain, rows or 1) if rows else 0, view)
                )
        if not ranked:
            return chosen
        chosen.append(min(ranked)[2])


def _by_greedy(problem: Problem) -> list[str]:
    return kept(partial(greedy, problem), "greedy", repr(tuple(problem)))


def single(problem: Problem) -> int:
    """What the best view alone saves that fits."""
    fits = [view for view, rows in problem.sizes.items() if rows <= problem.budget]
    return max((saved(problem, [view]) for view in fits), default=0)


def drawn_problem(
    rng: np.random.Generator, views: int, queries: int, empty: bool = False
) -> Problem:
    base = int(rng.integers(50, 400))
    # of very different sizes, so that it matters what a view saves for each of its rows
    sizes = {f"v{number}": int(1 + base * 50 ** -rng.random()) for number in range(views)}
    if empty:
        for view in list(sizes)[:2]:
            sizes[view] = 0
    names = list(sizes)
    if rng.random() < 0.3:
        sizes[names[-1]] = base + 7  # larger than the table: worth nothing
    answers = {
        f"q{number}": [view for view in names if rng.random() < 0.4] for number in range(queries)
    }
    never = rng.random() * 0.7  # many queries that do not run at all any more
    weights = {query: int(rng.integers(1, 9) * (rng.random() > never)) for query in answers}
    if rng.random() < 0.5:
        weights = dict(reversed(weights.items()))  # the same queries, in an order of their own
    order = [names[at] for at in rng.permutation(views)]
    least, most = min(sizes.values()), sum(sizes.values())
    budget = int(least + (most - least) * rng.random() ** 2)
    return Problem({view: sizes[view] for view in order}, answers, weights, budget, base)


def problems(make: Callable, name: str, empty: bool = False) -> list[Problem]:
    """Problems of 2 to 9 views, small ones first, in which no view alone saves more than greedy."""
    rng, made = make(name), []
    while len(made) < 30:
        number = len(made)
        one = drawn_problem(rng, 2 + number // 4, 2 + number // 3, empty)
        if single(one) <= saved(one, _by_greedy(one)):
            made.append(one)
    return made


def borders() -> list[Problem]:
    """Nothing to choose from; a budget that a view fills; one that is a row short; a query that no
    view answers; weights of 0; budgets of 0."""
    sizes, answers, weights = {"a": 10, "b": 10}, {"q": ["a"], "r": ["b"]}, {"q": 1, "r": 2}
    return [
        # two are chosen, in some order: the laws make the first call again
        Problem(sizes, answers, weights, 20, 100),
        Problem({}, {}, {}, 9, 100),
        Problem({}, {"q": []}, {"q": 3}, 9, 100),
        *(Problem(sizes, answers, weights, budget, 100) for budget in (0, 9, 10, 19, 21)),
        Problem(sizes, answers, {"q": 0, "r": 0}, 50, 100),
        Problem(sizes, {"q": [], "r": []}, weights, 50, 100),
        Problem({"": 10, "b": 99}, {"q": ["", "b"]}, {"q": 1}, 10, 100),  # a name like any other
        Problem(sizes, answers, weights, 50, 0),
    ]


def exact(rng: np.random.Generator) -> list[Problem]:
    """Views whose savings for each row no float tells apart: who takes the first by name has
    room for a third one, as greedy has, and saves less than it."""
    made = []
    for _ in range(4):
        often, rows = 2 ** int(rng.integers(60, 90)), int(rng.integers(8, 20))
        sizes = {"b": rows, "a": rows, "small": 5}
        answers = {"q": ["a"], "r": ["b"], "s": ["small"]}
        weights = {"q": often, "r": often + 1, "s": 9}
        made.append(Problem(sizes, answers, weights, rows + 6, 100))
    return made


def hardly_asked(rng: np.random.Generator) -> list[Problem]:
    """One view for many queries that never run, one for a single query that does; there is room
    for one of them."""
    made = []
    for _ in range(4):
        rows, queries = int(rng.integers(5, 20)), [f"q{n}" for n in range(5)]
        answers = {query: ["a"] for query in queries} | {"r": ["b"]}
        weights = dict.fromkeys(queries, 0) | {"r": int(rng.integers(1, 4))}
        made.append(Problem({"a": rows, "b": rows}, answers, weights, rows + 2, 100))
    return made


def larger_afterwards() -> list[Problem]:
    """A query has a small view already, and greedy takes a larger one of its views for another query."""
    sizes = {"v0": 2, "v1": 7, "v2": 1, "v3": 8}
    answers = {"q0": ["v0", "v1", "v2", "v3"], "q1": ["v1"], "q2": ["v3"]}
    return [Problem(sizes, answers, {"q0": 2, "q1": 5, "q2": 4}, 17, 17)]


def nothing_first(rng: np.random.Generator) -> list[Problem]:
    """A view without rows comes before one of a single row that saves more: after it, another of one
    row is worth more than that, and there is room for one of the two."""
    made = []
    for _ in range(4):
        base, often = int(rng.integers(90, 120)), int(rng.integers(12, 20))
        sizes = {"one": 1, "none": 0, "other": 1}
        answers = {"q": ["none", "one"], "r": ["one"], "s": ["other"]}
        made.append(Problem(sizes, answers, {"q": often, "r": 1, "s": 2}, 1, base))
    return made


def large(rng: np.random.Generator) -> list[Problem]:
    return [drawn_problem(rng, 60, 60)]


def few_ways(rng: np.random.Generator) -> list[Problem]:
    """The view that saves most a row does not fit, and two others do; two save as much a row, and after
    the first by name there is room for a third; one that saves nothing any more is small."""
    made = [
        Problem(
            {"b": 10, "c": 5, "a": 20},
            {"q": ["a"], "r": ["b"], "s": ["c"]},
            {"q": 9, "r": 4, "s": 1},
            25,
            100,
        ),
        Problem(
            {"a": 10, "b": 11, "c": 12}, {"q": ["a", "b"], "r": ["c"]}, {"q": 1000, "r": 1}, 22, 100
        ),
    ]
    # of two that save as much a row one is larger; behind the first by name there is room for a third
    made.append(_as_much("a", "b", {"c": 15}, 6, 25))
    made.append(_as_much("b", "a", {"c": 9}, 3, 29))
    for _ in range(4):
        first, second, base = int(rng.integers(5, 20)), int(rng.integers(5, 20)), 400
        sizes = {"large": first + second + 9, "one": first, "other": second}
        answers = {"q": ["large"], "r": ["one"], "s": ["other"]}
        weights = {"q": 90, "r": int(rng.integers(1, 4)), "s": int(rng.integers(1, 4))}
        made.append(Problem(sizes, answers, weights, first + second + 3, base))
        # one that saves most, and two that save less each, more for their rows, and more together
        rows, often = int(rng.integers(5, 20)), int(rng.integers(5, 9))
        sizes = {"large": 2 * rows + 1, "one": rows, "other": rows}
        weights = {"q": often, "r": often - 1, "s": often - 2}
        made.append(Problem(sizes, answers, weights, 2 * rows + 2, 900))
        # two that save as much for each row, but for a fraction
        sizes, answers = {"a": 90, "b": 90, "small": 5}, {"q": ["a"], "r": ["b"], "s": ["small"]}
        weights = {"q": 46 + int(rng.integers(3)), "r": 49, "s": 1}
        made.append(Problem(sizes, answers, weights, 96, 100))
    return made


def _as_much(small: str, large: str, third: dict[str, int], often: int, budget: int) -> Problem:
    """Views of 10 and of 20 rows that save 36 for each, and another one that saves less."""
    answers = {"q": [small], "r": [large], "s": list(third)}
    weights = {"q": 4, "r": 9, "s": often}
    return Problem({small: 10, large: 20} | third, answers, weights, budget, 100)


def one_against_many(rng: np.random.Generator) -> list[Problem]:
    """A view that is large and answers all, beside small ones that greedy takes first, each of
    which would fit beside it, but not all. Others that fit too, one larger and one that answers as
    many queries, save less."""
    # of rows that are one more than greedy's, and much more
    by_one = {"q": ["a", "b"], "r": ["b"]}, {"q": 14, "r": 11}
    made = [Problem({"a": 10, "b": 50}, *by_one, 50, 101)]
    # what saves most of all does not fit
    answers, weights = (
        {"q": ["a", "b", "c"], "r": ["b", "c"], "s": ["c"]},
        {"q": 14, "r": 11, "s": 100},
    )
    made.append(Problem({"a": 10, "b": 50, "c": 51}, answers, weights, 50, 101))
    # each is of one query alone
    made.append(Problem({"a": 10, "b": 50}, {"q": ["a"], "r": ["b"]}, {"q": 1, "r": 3}, 50, 101))
    # greedy fills the budget to the last row
    answers, weights = {"q": ["a", "b"], "r": ["b"], "s": ["c"]}, {"q": 1, "r": 3, "s": 1}
    made.append(Problem({"a": 10, "b": 50, "c": 40}, answers, weights, 50, 100))
    for _ in range(8):
        base = int(rng.integers(900, 1_000))
        sizes = {f"small {n}": int(rng.integers(2, 9)) for n in range(3)} | {"large": 300}
        budget = 300 + max(sizes[f"small {n}"] for n in range(3))
        sizes |= {"larger": budget, "largest": budget + 1}
        queries = [f"q{n}" for n in range(8)]
        answers = {query: ["larger", "large"] for query in queries}
        for n in range(3):
            answers[queries[n]] = ["large", f"small {n}"]
        answers[queries[-1]] = ["largest", "large"]
        weights = {query: int(rng.integers(2, 5)) for query in queries}
        made.append(Problem(sizes, answers, weights, budget, base))
    return made


def _checked(problem: Problem, got: object) -> list[str]:
    """The names, if they are such and fit."""
    if type(got) is not list or not all(type(view) is str for view in got):
        raise Wrong("a list of names was asked for", "a list of texts", show(got), calls.text)
    unknown = [view for view in got if view not in problem.sizes]
    if unknown or len(set(got)) < len(got):
        what = "each name must be a view's, and be there once"
        raise Wrong(what, show(sorted(problem.sizes)), show(got), calls.text)
    rows = sum(problem.sizes[view] for view in got)
    if rows > problem.budget:
        what = f"{show(got)} takes {rows} rows"
        raise Wrong(what, f"at most {problem.budget}", str(rows), calls.text)
    return got


def expect_fits(choose_views: Callable, made: list[Problem]) -> None:
    """Within the budget; and where two views are all there is, each that fits and saves is
    there."""
    for problem, (_, got) in zip(made, run_each(choose_views, made)):
        chosen = _checked(problem, got)
        if len(problem.sizes) <= 2 and not chosen and single(problem):
            what = f"a view fits into {problem.budget} rows and saves something"
            raise Wrong(what, "a view", "none", calls.text)


def expect_chosen(choose_views: Callable, made: list[Problem]) -> None:
    for problem, (_, got) in zip(made, run_each(choose_views, made)):
        chosen = _checked(problem, got)
        by_greedy = _by_greedy(problem)
        others = {
            f"greedy's choice {show(by_greedy)}": saved(problem, by_greedy),
            "the one best view": single(problem),
        }
        for name, bar in others.items():
            if saved(problem, chosen) < bar:
                what = f"{show(chosen)} saves less than {name}"
                raise Wrong(what, f"at least {bar}", str(saved(problem, chosen)), calls.text)
