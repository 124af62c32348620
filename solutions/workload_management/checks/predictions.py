"""Exercise 6: logs, the model of scikit-learn that sets the bar, and what a trained model has to keep to."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from warehouse.checks import Wrong, at_least, at_most, in_notebook, kept, run, same, unwatched
from warehouse.checks.showing import show
from warehouse.workload_management import workload
from warehouse.workload_management.records import Outcome, Plan, Query

LOG, TRAINED, TEMPLATES, NEW = 1_500, 500, 40, 30
WORSE_BY, WIDER_BY = 1.25, 1.3
SHORT, SCALED, TIMES = 30, 120, 1_000.0
NEAR, DIGITS = 2.0, 1e-9
LARGE = (8 * 10**17, 2 * 10**17, 10**18 - 1, 4 * 10**9)
COST = Plan._fields.index("est_cost") - 1  # the one number of a plan that is no whole one


def day(rng: np.random.Generator) -> workload.Log:
    """A log whose first third has none of the new templates."""
    return workload.log(rng, LOG, TEMPLATES, NEW, TRAINED / LOG)


def short(rng: np.random.Generator) -> workload.Log:
    """Of which the first half is learnt from, and the other asked about."""
    return workload.log(rng, 2 * SHORT)


def scaled(train: Callable, predict: Callable, rng: np.random.Generator) -> Learnt:
    log = workload.log(rng, SCALED + 80, new=10, since=SCALED / (SCALED + 80))
    return Learnt(train, predict, log, SCALED)


class Trained:
    """A model of the student's, trained once on a short log and then asked by several checks."""

    def __init__(self, train: Callable, predict: Callable, log: workload.Log):
        self.train, self.predict = train, predict
        # to the third power: a cluster whose queries differ so much that spreads are above 1, too
        outcomes = [its._replace(seconds=its.seconds**3) for its in log.outcomes[:SHORT]]
        self.log = log.queries[:SHORT], outcomes
        self.model: tuple = ()
        #: What was said of some queries, by place, before all were asked about.
        self.early: dict[int, tuple] = {}

    def ask(self, queries: list[Query]) -> tuple[np.ndarray, np.ndarray]:
        if not self.model:
            self.model = (run(self.train, *map(list, self.log)),)
        return answer(self.predict, self.model[0], queries)


class Learnt:
    """What a model says that is trained on the first ``count`` queries of a long log, of all the others; asked only
    once, whoever wants to know."""

    def __init__(self, train: Callable, predict: Callable, log: workload.Log, count: int):
        self.functions, self.log, self.count, self.said = (train, predict), log, count, ()

    def ask(self, times: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
        """``times``: by how much longer all in the log took."""
        if self.said and times == 1:
            return self.said
        outcomes = [(its.seconds * times, its.memory) for its in self.log.outcomes[: self.count]]
        columns = list(zip(*(query.plan for query in self.log.queries)))
        others = [(query.number, query.arrival, query.fingerprint, query.priority)
                  for query in self.log.queries]  # fmt: skip

        def learns(about: str) -> object:
            sent = (columns[0], np.array(columns[1:]), others, outcomes)
            return in_notebook(learn, *self.functions, *sent, keeps=True)

        learns.__name__ = "train"
        rest = len(self.log.queries) - self.count
        told = unwatched(learns, f"{self.count} queries of a log; predict: the {rest} after")
        said = well_formed(told, rest)
        if times == 1:
            self.said = said
        return said


def learn(
    train: Callable,
    predict: Callable,
    kinds: list,
    numbers: np.ndarray,
    others: list,
    outcomes: list,
) -> object:
    """Train on as many queries as there are outcomes, and predict the others. A log in few arrays is sent in a tenth of the
    time.

    # driver: runs in the student's process
    """
    plans = zip(kinds, *(row.astype(int).tolist() for row in numbers))
    costs = numbers[COST].tolist()
    queries = [
        Query(number, arrival, fingerprint, Plan(*plan)._replace(est_cost=cost), priority)
        for (number, arrival, fingerprint, priority), plan, cost in zip(others, plans, costs)
    ]
    count = len(outcomes)
    model = train(queries[:count], [Outcome(*each) for each in outcomes])
    return predict(model, queries[count:])


def answer(predict: Callable, model: object, queries: list[Query]) -> tuple:
    """What ``predict`` says, which must be as the task wants it."""
    return well_formed(run(predict, model, list(queries)), len(queries))


def well_formed(got: object, count: int) -> tuple[np.ndarray, np.ndarray]:
    """``got``; raises ``Wrong`` where it is not two arrays of ``count`` values that can be."""
    if type(got) is not tuple or len(got) != 2:
        raise Wrong("what predict returns", "a tuple of two arrays", show(got))
    for what, values in zip(("seconds", "spread"), got):
        if type(values) is not np.ndarray or values.dtype != np.float64:
            raise Wrong(f"the {what}", "an array of float64", show(values))
        same(values.shape, (count,), f"the shape of the {what}")
        if not np.isfinite(values).all():
            raise Wrong(f"the {what}", "finite", show(values[~np.isfinite(values)][:3]))
    if count and got[0].min() <= 0:
        raise Wrong("the seconds", "above 0", show(float(got[0].min())))
    if count and got[1].min() < 0:
        raise Wrong("the spread", "0 or more", show(float(got[1].min())))
    return got


def expect_form(trained: Trained, log: workload.Log) -> None:
    for at in (0, 2, 4):
        said = trained.ask(log.queries[SHORT + at : SHORT + at + 1])
        trained.early[at] = tuple(values.copy() for values in said)
    for count in (0, SHORT):
        trained.ask(log.queries[SHORT : SHORT + count])


def taken(log: workload.Log) -> np.ndarray:
    return np.array([outcome.seconds for outcome in log.outcomes])


def features(queries: list[Query]) -> np.ndarray:
    """A row for each query: the number of its kind, and the other nine."""
    numbers = [tuple(query.plan)[1:] for query in queries]
    kinds = [[workload.KINDS.index(query.plan.kind)] for query in queries]
    return np.hstack([np.array(kinds, float), np.array(numbers, float)])


def q_errors(predicted: np.ndarray, seconds: np.ndarray) -> np.ndarray:
    return np.maximum(predicted / seconds, seconds / predicted)


def old(log: workload.Log) -> np.ndarray:
    """Of the queries after the first ``TRAINED``: which are of a template that was there before."""
    return log.templates[TRAINED:] < TEMPLATES


def p90_of_peer(log: workload.Log) -> float:
    """The 90th percentile of the q-errors of scikit-learn's model on the old templates."""
    from sklearn.ensemble import HistGradientBoostingRegressor
    from threadpoolctl import threadpool_limits

    seconds, rows = taken(log), features(log.queries)
    # one thread: more of them wait for one another where others use the machine, and are not forked
    with threadpool_limits(1, user_api="openmp"):
        peer = HistGradientBoostingRegressor().fit(rows[:TRAINED], np.log(seconds[:TRAINED]))
        predicted = np.exp(peer.predict(rows[TRAINED:]))
    return float(np.percentile(q_errors(predicted, seconds[TRAINED:])[old(log)], 90))


def expect_accurate(learnt: Learnt, log: workload.Log, bar: float | None = None) -> None:
    """``bar``: the peer's p90, where it is known."""
    if bar is None:
        bar = kept(lambda: p90_of_peer(log), "predictor", "p90 of scikit-learn")
    seconds, _ = learnt.ask()
    errors = q_errors(seconds, taken(log)[TRAINED:])[old(log)]
    what = f"the p90 of q-errors, where scikit-learn's is {bar:.2f}"
    at_most(float(np.percentile(errors, 90)), WORSE_BY * bar, what)


def expect_unsure(learnt: Learnt, log: workload.Log) -> None:
    seconds, spread = learnt.ask()
    errors = np.log(q_errors(seconds, taken(log)[TRAINED:]))
    widest = np.argsort(-spread, kind="stable")
    quarter = len(widest) // 4
    unsure, sure = errors[widest[:quarter]].mean(), errors[widest[quarter:]].mean()
    what = "the mean error where the spread is widest, by that of the others"
    at_least(float(unsure / max(sure, 1e-12)), WIDER_BY, what)


def expect_scale(learnt: Learnt) -> None:
    """Of a log in which all took so many times as long, and so many times again: from a thousandth of a made log, where
    what is added to all seconds shows, to a thousand of it, where a limit does."""
    seconds, spread = learnt.ask(1 / TIMES)
    later, wider = learnt.ask(TIMES)
    factors = {
        "seconds": float(np.median(later / seconds)) / TIMES**2,
        "spread": float((wider.mean() + 1e-12) / (spread.mean() + 1e-12)),
    }
    for what, factor in factors.items():
        told = f"the {what} after {TIMES:g} times the seconds, and {TIMES:g} again, by what is due"
        at_most(factor, NEAR**2, told)
        at_least(factor, 1 / NEAR**2, told)


def near(got: np.ndarray, due: np.ndarray) -> bool:
    return bool(np.allclose(got, due, rtol=DIGITS, atol=DIGITS))


def expect_alone(trained: Trained, log: workload.Log) -> None:
    """Backwards, one alone, and some twice: what is said of a query stays what it was, and is what was said before
    all were asked about."""
    asked = log.queries[SHORT:]
    everybody = trained.ask(asked)
    for at, said in trained.early.items():
        for what, values, whole in zip(("seconds", "spread"), said, everybody):
            if not near(values, whole[at]):
                text = f"the {what} of query {at}, asked about alone and then with others"
                raise Wrong(text, show(values), show(whole[at : at + 1]))
    places = np.arange(SHORT)
    for some in (places[::-1], places[5:6], np.array([7, 20, 7, 3])):
        got = trained.ask([asked[at] for at in some])
        for what, values, whole in zip(("seconds", "spread"), got, everybody):
            if not near(values, whole[some]):
                text = f"the {what} of queries {some.tolist()[:5]}, asked about by themselves"
                raise Wrong(text, show(whole[some][:5]), show(values[:5]))


def expect_constant(train: Callable, predict: Callable, log: workload.Log) -> None:
    """Logs in which all took the same: of one query and of many; next to nothing, and years."""
    for count, seconds in ((1, None), (20, 40.0), (3, 1e-9), (3, 1e9)):
        seconds = seconds or log.outcomes[0].seconds
        queries = log.queries[:count]
        model = run(train, queries, [Outcome(seconds, 1)] * count)
        got, _ = answer(predict, model, log.queries[SHORT : SHORT + 5])
        told = f"what is predicted after {count} queries of {seconds:g} s, by that"
        at_most(float(got.max()) / seconds, 1.01, told)
        at_least(float(got.min()) / seconds, 0.99, told)


def expect_any_plan(trained: Trained, log: workload.Log) -> None:
    """Kinds that nobody has seen, and numbers at both ends."""
    first = log.queries[0]
    odd = [first._replace(plan=first.plan._replace(kind=kind)) for kind in ("vacuum", "", "ä")]
    # products of the last ones have no room in 64 bits, and some come out below 0 there
    for number in (0, 1, 10**18, *LARGE):
        plan = first.plan._asdict() | dict.fromkeys(Plan._fields[1:9], number)
        odd.append(first._replace(plan=Plan(**plan | {"est_cost": float(number)})))
    trained.ask(odd)


def life(train: Callable, predict: Callable, one: tuple, other: tuple, asked: list) -> dict:
    """What a model of the log ``one`` says, in the life of it and of others; each answer as it was then.

    # driver: runs in the student's process
    """
    queries, outcomes = list(one[0]), list(one[1])
    model, told = train(queries, outcomes), {}
    told["given"] = queries == one[0] and outcomes == one[1]
    asks = list(asked)
    held = predict(model, asks)
    told["first"] = tuple(values.copy() for values in held)
    told["given"] = told["given"] and asks == asked
    for changed in (queries, outcomes, asks):
        changed.reverse()
        changed.clear()
    for values in held:
        if values.flags.writeable:
            values.fill(7.25)
    told["own"] = tuple(values.copy() for values in predict(model, list(asked)))
    second = train(list(other[0]), list(other[1]))
    predict(second, list(asked))
    told["apart"] = tuple(values.copy() for values in predict(model, list(asked)))
    queries, outcomes = list(one[0]), list(one[1])
    third = train(queries, outcomes)
    queries.clear()  # before it is asked at all: a model is made when it is trained
    outcomes.clear()
    told["again"] = tuple(values.copy() for values in predict(third, list(asked)))
    return told


def of_kinds(queries: list[Query], kinds: tuple) -> list[Query]:
    """The same queries, whose kinds are these in turn."""
    return [
        query._replace(plan=query.plan._replace(kind=kinds[at % len(kinds)]))
        for at, query in enumerate(queries)
    ]


def slower(outcomes: list[Outcome], kinds: int) -> list[Outcome]:
    """Every kind takes a hundred times as long as the one before, so that nobody can overlook it."""
    return [
        its._replace(seconds=its.seconds * 100.0 ** (at % kinds)) for at, its in enumerate(outcomes)
    ]


LIFE = {
    "own": "what a model says after its caller has changed the lists that it was made from, and the answers",
    "apart": "what a model says after another was trained",
    "again": "what a second model says that was trained on the same log, whose lists were emptied then",
}


def expect_lasting(train: Callable, predict: Callable, log: workload.Log, other: workload.Log):
    """Every stage of a life says the same. ``log`` to train on and to be asked about, ``other`` in between, which has
    kinds that no log had before: what a model says of these is its own, too."""
    known, new = workload.KINDS[:2], ("merge", "vacuum", "analyze")
    logs = [
        (of_kinds(each.queries[:25], kinds), slower(each.outcomes[:25], len(kinds)))
        for each, kinds in ((log, known), (other, new))
    ]
    asked = of_kinds(log.queries[SHORT:], known + new)

    def trained(about: str) -> dict:
        return in_notebook(life, train, predict, *logs, asked, keeps=True)

    trained.__name__ = "train"
    told = unwatched(trained, "a log of 25 queries, and another of 25")
    if type(told) is not dict or set(told) != {"given", "first", *LIFE}:
        raise Wrong("what the models say", "two arrays each time", show(told))
    same(told["given"], True, "whether the lists that were given are as they were")
    first = well_formed(told["first"], SHORT)
    for stage, words in LIFE.items():
        for what, values, due in zip(("seconds", "spread"), well_formed(told[stage], SHORT), first):
            if not near(values, due):
                raise Wrong(f"{words} ({what})", show(due[:5]), show(values[:5]))


def refused(log: workload.Log) -> list[tuple[tuple, tuple[str, ...]]]:
    """(arguments of ``train``, what the message names)."""
    queries, outcomes = log.queries[:6], log.outcomes[:6]
    made = [
        ((queries[:5], outcomes[:3]), ("5", "3")),
        ((queries[:2], outcomes), ("2", "6")),
        ((queries[:4], []), ("4",)),
        (([], outcomes[:4]), ("4",)),
        (([], []), ("0",)),
    ]
    for at, seconds in enumerate((0.0, -0.5, float("inf"), float("nan"), float("-inf"))):
        bad = list(outcomes)
        bad[at] = bad[at]._replace(seconds=seconds)
        made.append(((queries, bad), (str(seconds),)))
    return made
