"""Exercise 4: an oracle that reads the whole history of a cache, and made histories."""

from __future__ import annotations

from math import isclose

import numpy as np

from warehouse.checks import Wrong, at_most, in_notebook, raises, run, same, unwatched
from warehouse.checks.games import Game
from warehouse.checks.showing import show

#: Fingerprints that are not true, or look like one another, as text, as floating point or by their hash.
ODD = ("0", "", 0, 1, "1", -1, -2, "None", 2**70, 2**70 + 1, "two words", "ä")
#: Texts that differ by their capitals and blanks alone.
ALIKE = ("select a", "select A", "SELECT a", " select a", "select a ", "select  a", "select\na")


class TimeCache:
    """What was observed and asked for, in order; everything else is read from it."""

    def __init__(self, capacity: int):
        self.capacity, self.log = capacity, []

    def held(self) -> dict:
        """What is in it: of each fingerprint the seconds, the one that was not used for longest first."""
        held: dict = {}
        for fingerprint, seconds in self.log:
            if fingerprint in held:
                held[fingerprint] = held.pop(fingerprint)
            elif seconds is not None:
                held[fingerprint] = []
                if len(held) > self.capacity:
                    del held[next(iter(held))]
            if seconds is not None:
                held[fingerprint].append(seconds)
        return held

    def observe(self, fingerprint, seconds: float) -> None:
        self.log.append((fingerprint, seconds))

    def predict(self, fingerprint) -> float | None:
        seconds = self.held().get(fingerprint)
        self.log.append((fingerprint, None))
        if seconds is None:
            return None
        return 0.8 * (sum(seconds) / len(seconds)) + 0.2 * seconds[-1]


def game(
    rng: np.random.Generator,
    capacity: int,
    keys: list,
    moves: int,
    asks: float,
    begin: int = 1,
    again: bool = True,
) -> Game:
    """``keys``: what is drawn from, of which the first ``begin`` are observed first; ``asks``: the share of
    predictions, each of a drawn key; at the end
    all are asked for. Where not all are observed first, a fingerprint
    takes the same time as long as it is held, so that mean and last are one.
    ``again``: whether what is held is observed again."""
    cache, made, due = TimeCache(capacity), [], []

    def move(method: str, *arguments) -> None:
        made.append((method, arguments))
        due.append(getattr(cache, method)(*arguments))

    for key in keys[:begin]:
        move("observe", key, 0.5 + float(rng.random()))
    for _ in range(moves):
        key = keys[int(rng.integers(0, len(keys)))]
        held = cache.held()
        if rng.random() < asks or (key in held and not again):
            move("predict", key)
        else:
            held = None if begin == len(keys) else held.get(key)
            scale = rng.choice([0.0, 0.25, 7.5, 3600.0]) if begin == len(keys) else 9.0
            move("observe", key, held[-1] if held else float(scale) * float(rng.random()))
    for key in keys:
        move("predict", key)
    return Game((capacity,), made, due)


def mixing(rng: np.random.Generator) -> list[Game]:
    """Few fingerprints, all of which fit: what is predicted."""
    names = (["q"], ["q", "r"], ["q", "r", "s"])
    made = [game(rng, 8, names[at % 3], 1 + 3 * at, 0.4, begin=1 + at % 3) for at in range(12)]
    made.append(Game((2,), [("observe", ("z", 0.0)), ("predict", ("z",))], [None, 0.0]))
    # far more observations than anybody would keep
    return [*made, game(rng, 2, ["q", "r"], 400, 0.1, begin=2)]


def leaving(rng: np.random.Generator, asks: float, again: bool) -> list[Game]:
    """More fingerprints than fit, for who leaves and what is forgotten; ``asks`` and ``again`` as in ``game``."""
    made = []
    for moves in (5, 12, 90):
        for capacity in (1, 2, 3, 7):
            keys = [f"q{at}" for at in range(capacity + 1 + capacity // 2)]
            made.append(game(rng, capacity, keys, moves, asks, again=again))
    return made


def odd(rng: np.random.Generator) -> list[Game]:
    """Fingerprints of all kinds, which all fit."""
    made = [game(rng, len(ODD), list(ODD), moves, 0.5) for moves in (6, 20, 60)]
    return [*made, game(rng, len(ALIKE), list(ALIKE), 12, 0.5, begin=len(ALIKE))]


def grown(make: type, times: int) -> tuple[int, object]:
    """How many bytes a cache has grown by after so many observations of one fingerprint, and what it predicts then.

    # driver: runs in the student's process
    """
    import tracemalloc

    cache = make(4)
    cache.observe("q", 1.0)
    tracemalloc.start()
    for number in range(times):
        cache.observe("q", number / 7)
    bytes_now, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return bytes_now, cache.predict("q")


def expect_bounded(make: type) -> None:
    """The bar of the task; and a prediction that has forgotten none of the times."""

    def counted(times: int) -> tuple[int, object]:
        return in_notebook(grown, make, times, keeps=True)

    counted.__name__ = "observe"
    times = 20_000
    bytes_now, predicted = unwatched(counted, times)
    at_most(bytes_now / 1000, 100, "kB that a cache has grown by")
    mean, last = (1.0 + sum(range(times)) / 7) / (times + 1), (times - 1) / 7
    due = 0.8 * mean + 0.2 * last
    if not isinstance(predicted, (int, float)) or not isclose(predicted, due, rel_tol=1e-9):
        raise Wrong(f"the prediction after {times} observations", show(due), show(predicted))


def expect_refused_unused(make: type) -> None:
    """What is refused is no use of the fingerprint: it leaves as if nothing had been."""
    cache = run(make, 2)
    for fingerprint, seconds in (("first", 1.0), ("second", 2.0)):
        run(cache.observe, fingerprint, seconds)
    raises(ValueError, cache.observe, "first", -1.0, naming="-1")
    run(cache.observe, "third", 4.0)
    for fingerprint, due in (("first", None), ("second", 2.0), ("third", 4.0)):
        same(run(cache.predict, fingerprint), due, f"the prediction for {fingerprint!r}")


def unknown() -> list[Game]:
    """Only asked for: nothing is there, and nothing comes in by that."""
    asked = [("predict", (key,)) for key in ("a", "b", "a")]
    begun = [("observe", ("x", 2.0)), *asked, ("predict", ("x",))]
    return [
        Game((1,), asked, [None] * 3),
        Game((1,), begun, [None, None, None, None, 2.0]),
    ]
