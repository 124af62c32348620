"""Exercise 5: lives of models, and what each call must return. What is due is worked out from all that has happened
before, event by event, and nothing is kept but the events."""

from __future__ import annotations

from itertools import cycle

import numpy as np

from warehouse.checks.games import Game, Refused, plain

NAMES = ["churn", "Churn", "fraud", "ads", "Zürich", "a b", "", "Zu\u0308rich", " ads"]
MODELS = ["m", 0, None, False, "", (1, "x"), [], -1, 0.0, "FAILED"]
REASONS = ["no memory", "", "READY", "columns are gone", "0", " blanks\n"]
LONG = "the model of customers who leave, of all countries, by month"


class Told:
    """What has happened, and what is due of the next call. ``game()``: all of it."""

    def __init__(self):
        self.events: list[tuple] = []  # ("begins", number, name), ("ends", number, model), ...
        self.moves: list[tuple[str, tuple]] = []
        self.due: list = []
        self.count = 0

    def game(self) -> Game:
        return Game((), list(self.moves), list(self.due))

    def call(self, method: str, *arguments: object) -> object:
        """Note a call and what it must return."""
        found = getattr(self, f"_{method}")(*arguments)
        self.moves.append((method, arguments))
        self.due.append(found if type(found) is Refused else plain(found))
        return found

    def look(self, *names: str) -> None:
        """Everything that can be asked about these names, and the list of all."""
        for name in names:
            self.call("state", name)
            self.call("function", name)
        self.call("functions")

    def lives(self) -> list[str]:
        """Names that are there, each once, in the order of their first training."""
        there: list[str] = []
        for what, _, name in self.events:
            if what == "begins" and name not in there:
                there.append(name)
            if what == "drops":
                there.remove(name)
        return there

    def of(self, name: str) -> list[tuple]:
        """What has happened to the trainings of a name since it was dropped last: (what, number, model or reason)."""
        found: list[tuple] = []
        for what, number, about in self.events:
            if what == "drops" and about == name:
                found = []
            elif what == "begins" and about == name:
                found.append((what, number, None))
            elif what in ("ends", "fails") and number in [one[1] for one in found]:
                found.append((what, number, about))
        return found

    def running(self, name: str) -> int | None:
        """The training of a name that runs."""
        its = self.of(name)
        over = {number for what, number, _ in its if what != "begins"}
        return next((number for what, number, _ in its if number not in over), None)

    def all_running(self) -> list[int]:
        return [number for name in self.lives() if (number := self.running(name)) is not None]

    def _create(self, name: str) -> object:
        if name in self.lives() and self.running(name) is not None:
            return Refused("ConflictError", name)
        self.count += 1
        self.events.append(("begins", self.count, name))
        return self.count

    def _trained(self, number: int, model: object) -> bool:
        return self._over("ends", number, model)

    def _failed(self, number: int, reason: str) -> bool:
        return self._over("fails", number, reason)

    def _over(self, what: str, number: int, about: object) -> bool:
        runs = number in self.all_running()
        if runs:
            self.events.append((what, number, about))
        return runs

    def _function(self, name: str) -> object:
        if name not in self.lives():
            return Refused("LookupError", name)
        ended = [model for what, _, model in self.of(name) if what == "ends"]
        return ended[-1] if ended else Refused("NotReady", name)

    def _functions(self) -> list[str]:
        return sorted(self.lives())

    def _state(self, name: str) -> object:
        if name not in self.lives():
            return Refused("LookupError", name)
        its, running = self.of(name), self.running(name)
        versions = [number for what, number, _ in its if what == "ends"]
        over = [(what, about) for what, _, about in its if what != "begins"]
        reason = over[-1][1] if over and over[-1][0] == "fails" else None
        if versions:
            return ("ModelState", "READY", versions[-1], running, reason)
        word = "FAILED" if running is None else "TRAINING"
        return ("ModelState", word, None, running, reason)

    def _drop(self, name: str) -> object:
        if name not in self.lives():
            return Refused("LookupError", name)
        running = self.running(name)
        self.events.append(("drops", running, name))
        return running


def answers(rng: np.random.Generator) -> list[Game]:
    """Trainings that end well, of one name and of several at once; every model that there can be."""
    games = []
    for model in [*MODELS, np.array([1, 2])]:
        told = Told()
        for first, second in (("m1", model), (model, "m2")):
            told.call("trained", told.call("create", "churn"), first)
            told.call("function", "churn")
            number = told.call("create", "churn")
            told.call("function", "churn")
            told.call("trained", number, second)
            told.call("function", "churn")
        games.append(told.game())
    for _ in range(8):
        some = ["", *rng.permutation(NAMES[:6])[:4]]
        told, names = Told(), [str(name) for name in rng.permutation(some)]
        for _ in range(4):
            numbers = [told.call("create", name) for name in names]
            for number in rng.permutation(numbers):
                told.call("trained", int(number), f"m{number}")
                told.call(
                    "function",
                    str(rng.choice(names[:1]))
                    if number == numbers[0]
                    else names[numbers.index(number)],
                )
        for name in names:
            told.call("function", name)
        games.append(told.game())
    # many at once, of which the last to begin is the first to end
    told, names = Told(), [f"name {at}" for at in range(14)]
    numbers = [told.call("create", name) for name in names]
    for number, name in reversed(list(zip(numbers, names))):
        told.call("trained", number, f"m{number}")
        told.call("function", name)
    games.append(told.game())
    return games


def fails(rng: np.random.Generator) -> list[Game]:
    """An older model, and trainings that fail, one or several, with others between them."""
    games = []
    for failing in (1, 2, 3, 5):
        for _ in range(2):
            told = Told()
            told.call("trained", told.call("create", "churn"), "m")
            for _ in range(failing):
                number = told.call("create", "churn")
                told.call("function", "churn")
                told.call("failed", number, str(rng.choice(REASONS)))
                told.call("function", "churn")
            told.call("trained", told.call("create", "churn"), "new")
            told.call("function", "churn")
            games.append(told.game())
    return games


def states(rng: np.random.Generator) -> list[Game]:
    """Every way of three trainings, well or not, with the state after each step, every model and reason among them; the same
    model and reason twice; and many names at once."""
    games, models, reasons = [], cycle(MODELS), cycle(REASONS)
    told = Told()
    for what, about in (("trained", "m"), ("trained", "m"), ("failed", "r"), ("failed", "r")):
        told.call(what, told.call("create", "ads"), about)
        told.call("state", "ads")
    games.append(told.game())
    for ends in range(8):
        told = Told()
        for step in range(3):
            number = told.call("create", "fraud")
            told.call("state", "fraud")
            if ends >> step & 1:
                told.call("trained", number, next(models))
            else:
                told.call("failed", number, next(reasons))
            told.call("state", "fraud")
        games.append(told.game())
    for _ in range(2):
        games.append(random_life(rng, 24, drops=False, looks=("state",)))
    return games


def mixed(rng: np.random.Generator) -> list[Game]:
    """Whole lives by chance, with drops and news that come late; and news of a training that ended in an earlier life."""
    games = []
    for news in ("trained", "failed"):
        for ready in (False, True):
            told = Told()
            first = told.call("create", "churn")
            told.call("trained", first, "m1")
            told.call("drop", "churn")
            second = told.call("create", "churn")
            if ready:
                told.call("trained", second, "m2")
            told.call(news, first, "late")
            games.append(told.game())
    for _ in range(5):
        games.append(random_life(rng, 32, drops=True, looks=(), wrong=0.4))
    return games


def random_life(
    rng: np.random.Generator, steps: int, drops: bool, looks: tuple[str, ...], wrong: float = 0.0
) -> Game:
    """Calls by chance on a few names; with a chance of ``wrong`` on numbers that do not run."""
    told, names = Told(), [str(name) for name in rng.choice(NAMES, 3, replace=False)]
    for _ in range(steps):
        name = str(rng.choice(names))
        running = told.all_running()
        if running and rng.random() < 0.5:
            number = int(rng.choice(running))
            if rng.random() < 0.5:
                told.call("trained", number, f"m{number}")
            else:
                told.call("failed", number, str(rng.choice(REASONS)))
        elif drops and name in told.lives() and rng.random() < 0.3:
            told.call("drop", name)
        elif name not in told.lives() or told.running(name) is None:
            told.call("create", name)
        if rng.random() < wrong:
            quiet = [n for n in range(-1, told.count + 3) if n not in told.all_running()]
            number = int(rng.choice(quiet))
            told.call(
                *(
                    (("trained", number, "late"))
                    if rng.random() < 0.5
                    else ("failed", number, "late")
                )
            )
        for look in looks:
            for each in names if look != "functions" else ("",):
                if look == "functions":
                    told.call(look)
                elif each in told.lives() and (
                    look != "function" or type(told._function(each)) is not Refused
                ):
                    told.call(look, each)
    return told.game()


def late(rng: np.random.Generator) -> list[Game]:
    """News of trainings that never began, ended before, well or not, or whose name was dropped, and is there again."""
    games = []
    news = (("trained", "late"), ("failed", "late"), ("trained", None))
    for what, about in news:
        for before in ("never", "trained", "failed", "dropped", "again", "again ready"):
            told = Told()
            told.call("trained", told.call("create", "ads"), "old")
            number = told.call("create", "churn")
            if before == "never":
                for odd in (0, -1, number + 1, 99):
                    told.call(what, odd, about)
            elif before in ("trained", "failed"):
                told.call(before, number, "m1")
            else:
                told.call("drop", "churn")
            if before.startswith("again"):
                second = told.call("create", "churn")
                if before == "again ready":
                    told.call("trained", second, "m2")
            if before != "never":
                for _ in range(2):
                    told.call(what, number, about)
            for name in ("ads", "churn"):
                if name in told.lives():
                    told.call("state", name)
                    if type(told._function(name)) is not Refused:
                        told.call("function", name)
            games.append(told.game())
    return games


def visible(rng: np.random.Generator) -> list[Game]:
    """The list of names, after each step."""
    games = []
    for _ in range(3):
        told = Told()
        told.call("functions")
        for name in rng.permutation(NAMES):
            number = told.call("create", str(name))
            told.call("functions")
            if rng.random() < 0.7:
                told.call("failed" if rng.random() < 0.5 else "trained", number, "x")
                told.call("functions")
        games.append(told.game())
    games.append(random_life(rng, 25, drops=True, looks=("functions",)))
    return games


def dropped(rng: np.random.Generator) -> list[Game]:
    """Names that are dropped at every stage of a life, and made anew."""
    games = []
    for stage in ("training", "ready", "failed", "ready and training", "ready, then failed"):
        told = Told()
        other = told.call("create", "ads")
        number = told.call("create", "churn")
        if stage.startswith("ready"):
            told.call("trained", number, "old")
        if stage == "failed":
            told.call("failed", number, "no memory")
        if stage in ("ready and training", "ready, then failed"):
            number = told.call("create", "churn")
        if stage == "ready, then failed":
            told.call("failed", number, "no memory")
        told.call("drop", "churn")
        told.call("functions")
        number = told.call("create", "churn")
        told.look("churn")
        told.call("trained", other, "other")
        told.call("trained", number, "new")
        told.look("churn", "ads")
        told.call("drop", "churn")
        told.call("drop", "ads")
        told.call("functions")
        told.call("create", "ads")
        told.call("state", "ads")
        games.append(told.game())
    return games


def refused(rng: np.random.Generator) -> list[Game]:
    """A second training of a name, models that cannot answer, names that are not there; with all that is known after."""
    games = []
    for name in ("churn", "a b", "Zürich"):
        told = Told()
        for method in ("function", "state", "drop"):
            told.call(method, name)
            told.call("functions")
        number = told.call("create", name)
        told.call("function", name)
        told.call("create", name)
        told.look(name)
        told.call("failed", number, "r")
        told.call("function", name)
        number = told.call("create", name)
        told.call("create", name)
        told.call("trained", number, "m")
        number = told.call("create", name)
        for _ in range(2):
            told.call("create", name)
        told.look(name, "other")
        told.call("drop", "other")
        told.call("trained", number, "m2")
        told.call("create", "other")
        told.look(name, "other")
        told.call("drop", name)
        for method in ("function", "state", "drop"):
            told.call(method, name)
        told.call("create", name)
        games.append(told.game())
    told = Told()
    for method in ("state", "create", "create", "function"):
        told.call(method, LONG)
    games.append(told.game())
    return games
