"""Exercise 2: blocks, and the least cost of an order, in exact fractions."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np

from warehouse.checks import Wrong, run_each
from warehouse.checks import calls as called
from warehouse.checks.showing import show
from warehouse.concurrency_scaling.records import Block

#: The task's bar, over the least cost.
SLACK = Fraction(1_000_000_001, 1_000_000_000)


def cost(blocks: list[Block], order: list[str]) -> Fraction:
    """Heat times the bytes until each block has come, added up."""
    # floats are integers over powers of two: over the largest of these all of them are integers
    ratios = {block.name: (*float(block.heat).as_integer_ratio(), block.size) for block in blocks}
    over = max((below for _, below, _ in ratios.values()), default=1)
    total = came = 0
    for name in order:
        above, below, size = ratios[name]
        came += size
        total += above * (over // below) * came
    return Fraction(total, over)


def least(blocks: list[Block]) -> Fraction:
    """The least cost: of all orders up to five blocks, otherwise by heat a byte (a test compares the two)."""
    if len(blocks) <= 5:
        return min(cost(blocks, order) for order in permutations([b.name for b in blocks]))
    worth = sorted(blocks, key=lambda block: Fraction(block.heat) / block.size, reverse=True)
    return cost(blocks, [block.name for block in worth])


def blocks(rng: np.random.Generator, count: int, spread: float, wanted: float = 1.0) -> list[Block]:
    """``spread``: of the logarithms of sizes and heats; ``wanted``: the share of blocks with any heat."""
    names = rng.permutation(3 * count)[:count].tolist()
    sizes = np.exp(rng.normal(5, spread, count)).astype(int) + 1
    heats = np.exp(rng.normal(0, spread, count)) * (rng.random(count) < wanted)
    each = zip(names, sizes.tolist(), heats.tolist())
    return [Block(f"b{name}", size, heat) for name, size, heat in each]


def small(rng: np.random.Generator) -> list[list[Block]]:
    # one after the other: the same names and sizes, and other heats
    twins = [
        [Block("a", 4, 1.0), Block("b", 4, 2.0), Block("c", 2, 0.25)],
        [Block("a", 4, 2.0), Block("b", 4, 1.0), Block("c", 2, 2.0)],
    ]
    return twins + near() + faint(rng) + [blocks(rng, 2 + at // 12, 1.0) for at in range(60)]


def large(rng: np.random.Generator) -> list[list[Block]]:
    """Two hundred each, and a thousand; the sizes of the last are those of a lake's largest files."""
    made = [blocks(rng, 200, 1.0), blocks(rng, 200, 3.0), thousand()]
    huge = [block._replace(size=block.size * 2**30) for block in blocks(rng, 200, 1.0)]
    return [*made, [block._replace(size=min(block.size, 2**50)) for block in huge]]


def thousand() -> list[Block]:
    """Whose worths rise, so that the best stands last and nothing that is ordered by parts comes near."""
    return [Block(f"t{number}", 1 + number % 7, float(number)) for number in range(1_000)]


def near() -> list[list[Block]]:
    """Pairs whose worths differ by so little that only an exact comparison sees it, and by enough for the bar."""
    made = []
    for size in (2**20, 2**50):
        rare = size * 2.0**-70
        made += [[Block("b", size, 1.0), Block("a", size, 1.0 + 2.0**-26)]]
        made += [[Block("b", size, rare), Block("a", size, rare * (1 + 2.0**-26))]]
    return made


def faint(rng: np.random.Generator) -> list[list[Block]]:
    """Blocks that are hardly ever wanted, behind one that nobody wants, and among themselves."""
    made = []
    for heat in (1e-3, 1e-7, 1e-10, 1e-13, 1e-20, 1e-97):
        for size in (7, 2**20, 2**50):
            cold, faint_one = Block("cold", size, 0.0), Block("faint", size, heat)
            made += [[cold, faint_one], [Block("fainter", size, heat / 4), faint_one]]
        some = blocks(rng, 5, 1.0, wanted=0.7)
        made.append([block._replace(heat=block.heat * heat) for block in some])
    return made


def edges(rng: np.random.Generator) -> list[list[Block]]:
    """None, one, some that nobody wants, some that are equal, names that are not plain."""
    same = [Block(f"s{number}", 7, 0.25) for number in range(5)]
    return [
        [],
        [Block("", 1, 0.0)],
        [Block("only", 2**50, 1e-9)],
        [Block("cold", 1, 0.0), Block("hot", 2**40, 0.5)],
        same,
        [*same, Block("hot", 7, 0.5), Block("cold", 7, 0.0)],
        [Block("a", 3, 0.0), Block("b", 1, 0.0), Block("0", 2, 0.0)],
        blocks(rng, 30, 1.0, wanted=0.4),
        blocks(rng, 30, 1.0, wanted=0.1),
    ]


def refused() -> list[tuple[list[Block], str]]:
    """(blocks, the name that the message holds)."""
    good = [Block("good", 5, 1.0), Block("fine", 5, 0.0)]
    bad = [Block("no bytes", 0, 1.0), Block("debt", -8, 1.0), Block("nothing", 0, 0.0)]
    bad += [Block("odd heat", 5, heat) for heat in (-0.5, float("inf"), float("nan"))]
    made = [([*good, one], one.name) for one in bad] + [([one, *good], one.name) for one in bad]
    again = Block("twice", 5, 1.0)
    made += [([again, *good, again], "twice"), ([*good, again, Block("twice", 9, 3.0)], "twice")]
    for name in ("", "0"):  # names are texts of any kind
        made += [([again._replace(name=name), *good, Block(name, 5, 0.0)], name)]
    return made


def expect_least(rehydrate, made: list[list[Block]]) -> None:
    due = [least(some) for some in made]
    for bar, ((given,), got) in zip(due, run_each(rehydrate, [(some,) for some in made])):
        names = sorted(block.name for block in given)
        words = type(got) is list and all(type(name) is str for name in got)
        if not words or sorted(got) != names:
            said = "every name once"
            raise Wrong(f"{said}, in a list", show(names), show(got), called.calls.text)
        mine = cost(given, got)
        if mine > bar * SLACK:
            told = f"{float(mine):,.6g}: {show(got)}"
            raise Wrong(
                "the cost of your order", f"at most {float(bar):,.6g}", told, called.calls.text
            )
