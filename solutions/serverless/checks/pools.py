"""Exercise 4: an oracle that tries every size, and made demands."""

from __future__ import annotations

import numpy as np

from warehouse.checks import run_each, same

Case = tuple[list[int], float, float]
#: Hours and prices of which ``hours * cold / (cold + idle)`` is whole, and in floats is not, one
#: way of writing it or another.
SHARES = [(7, 1.5, 0.25), (9, 0.25, 0.5), (9, 0.5, 0.25), (25, 2.75, 3.5)]


def cost(size: int, demand: list[int], idle: float, cold: float) -> int:
    """In quarters of a dollar."""
    over = sum(max(0, size - wanted) for wanted in demand)
    under = sum(max(0, wanted - size) for wanted in demand)
    return int(4 * idle) * over + int(4 * cold) * under


def oracle(demand: list[int], idle: float, cold: float) -> int:
    """The least size of those that cost least; sizes at which the cost can bend, and none of it."""
    sizes = np.array(sorted({0, *demand}))
    away = np.array(demand)[None, :] - sizes[:, None]
    over, under = np.maximum(0, -away).sum(axis=1), np.maximum(0, away).sum(axis=1)
    # whole quarters: the first of the least
    return int(sizes[np.argmin(int(4 * idle) * over + int(4 * cold) * under)])


def cheapest(demand: list[int], idle: float, cold: float) -> set[int]:
    """All sizes at which the cost can bend and is least."""
    costs = {size: cost(size, demand, idle, cold) for size in {0, *demand}}
    return {size for size, its in costs.items() if its == min(costs.values())}


def exhaustive(demand: list[int], idle: float, cold: float) -> int:
    """The same, of every size up to the greatest demand."""
    sizes = range(max(demand) + 1)
    return min(sizes, key=lambda size: (cost(size, demand, idle, cold), size))


def drawn(rng: np.random.Generator, length: int, most: int, whole: bool = False) -> Case:
    """Demands in no order; prices are quarters of a dollar, or ``whole`` dollars from 1 to 3, which often tie."""
    skewed = rng.random() < 0.5
    values = np.minimum(most, rng.geometric(4 / most, length) if skewed else most)
    demand = (values * rng.random(length) if not skewed else values - 1).astype(int).tolist()
    if whole:
        return demand, float(rng.integers(1, 4)), float(rng.integers(1, 4))
    return demand, float(rng.integers(1, 40)) / 4, float(rng.integers(1, 400)) / 4


def histories(rng: np.random.Generator) -> list[Case]:
    """Of two hours and more, without ties."""
    made = [drawn(rng, 2 + at, 12 + at) for at in range(60)]
    # of more than two weeks: first busy ones, then quiet ones
    made.append(([9] * 200 + [1] * 200, 1.0, 2.0))
    return [case for case in made if len(cheapest(*case)) == 1]


def ties(rng: np.random.Generator) -> list[Case]:
    """Prices at which two sizes, or a whole stretch of them, cost the same."""
    small = [([2, 8], 1.0, 1.0), ([8, 2], 2.0, 2.0), ([1, 5, 9, 9], 1.0, 3.0), ([0, 4], 1.0, 1.0)]
    # two thirds of three hours: a share that floats do not hold
    small += [([9, 3, 6], 1.0, 2.0), ([3, 6, 9] * 7, 2.5, 5.0)]
    # whole numbers of hours that a share makes a little more of, or a little less
    small += [([3 * hours, *range(0, 3 * hours - 3, 3)], *prices) for hours, *prices in SHARES]
    return small + [drawn(rng, 2 + at % 11, 20, whole=True) for at in range(40)]


def _far(rng: np.random.Generator, hours: int) -> list[int]:
    """Demands near a thousand million, next to each other."""
    return (10**9 - rng.permutation(2 * hours)[:hours]).tolist()


def free(rng: np.random.Generator) -> list[Case]:
    """Idle nodes that cost nothing, cold starts that cost nothing, and both."""
    made = []
    for at in range(6):
        demand = rng.integers(2, 30, 2 + at).tolist()
        made += [(demand, 0.0, 2.5), (demand, 2.5, 0.0), (demand, 0.0, 0.0)]
        # 0 with a sign is not below 0
        made += [(demand, -0.0, 2.5), (demand, 2.5, -0.0)] if at % 3 == 0 else []
    # of one hour alone too
    return made + [([7], 2.5, 0.0), ([7], 0.0, 0.0)]


def few(rng: np.random.Generator) -> list[Case]:
    """One period; all the same; none wanted."""
    return [([7], 1.0, 9.0), ([7], 9.0, 1.0), ([4] * 9, 1.0, 2.0), ([0], 1.0, 5.0),
            ([0] * 5, 1.0, 5.0), ([0, 0, 0, 0, 0, 12], 1.0, 4.0)]  # fmt: skip


def huge(rng: np.random.Generator) -> list[Case]:
    """Demands up to a thousand million: too many sizes to try."""
    made = [(rng.integers(0, 10**9, 12 + at).tolist(), 1.0, 6.5 + at) for at in range(4)]
    made += [(_far(rng, 3 + 4 * at), 1.0, 9.25) for at in range(4)]
    # all sizes of a long stretch cost the same
    made += [([5, 10**9], 1.0, 1.0), ([9, 10**9, 4, 10**9 - 1, 0, 10**9], 2.5, 2.5)]
    # a size that costs less than the one below it by less than a thousand-millionth
    made.append(([0, 10**9, 10**9 - 1, 10**9, 0, 10**9], 1.0, 1.25))
    # about as many hours as there may be: pairs around a middle, so that the last of them alone give the same
    middle, far = 5 * 10**8, 10**6
    pairs = [at for by in range(1, 500) for at in (middle - by * far, middle + by * far)]
    made.append(([*pairs, middle], 2.5, 2.5))
    return [*made, ([10**9, 0, 7, 10**9], 0.5, 0.5), ([10**9] * 3 + [2], 3.0, 1.0)]


def expect_size(warm_pool, cases: list[Case]) -> None:
    due = [oracle(*case) for case in cases]
    for right, (_, got) in zip(due, run_each(warm_pool, cases)):
        same(got, right, "the pool's size")


def refused() -> list[tuple[Case, str]]:
    """(arguments, what the message names): a demand or a price below 0, or a price that is no number."""
    return [
        (([3, -7, 2], 1.0, 2.0), "-7"),
        (([3, 2], -0.5, 2.0), "-0.5"),
        (([3, 2], 1.0, -2.25), "-2.25"),
        (([3, 2], float("nan"), 2.0), "nan"),
        (([3, 2], 1.0, float("nan")), "nan"),
        # also where the answer would not depend on it
        (([3, -7, 2], 1.0, 0.0), "-7"),
        (([3, -7, 2], 0.0, 1.0), "-7"),
        (([0, -3], 0.0, 0.0), "-3"),
        (([3, 2], -0.5, 0.0), "-0.5"),
        (([3, 2], 0.0, -2.25), "-2.25"),
        (([3, 2], float("nan"), 0.0), "nan"),
        (([0, 0], -1.75, 2.0), "-1.75"),
        (([5], 1.0, -8.5), "-8.5"),
        (([5], -6.25, 8.5), "-6.25"),
        (([5], float("nan"), 8.5), "nan"),
    ]
