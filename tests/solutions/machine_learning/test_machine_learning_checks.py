"""The machine learning lab's generators make what its tasks allow, its oracles agree with others, and on many seeds what is
right passes and what is wrong does not."""

from __future__ import annotations

import math
import os
from collections import Counter

import numpy as np
import pytest

from autograder.quality.attack_corpus import reference
from judging import fails, rng
from solutions.machine_learning.checks import (
    boosted,
    compiled,
    drifting,
    expressions,
    handing,
    lives,
    sampling,
    trained,
    trees,
)
from warehouse.checks import games
from warehouse.checks.generated import SEED_VARIABLE
from warehouse.errors import ConflictError
from warehouse.machine_learning.records import ModelState, NotReady, Scored, Tree

#: Seeds of what is drawn; more of them with the environment variable.
SEEDS = range(int(os.environ.get("COURSE_MACHINE_LEARNING_SEEDS", "1")))
GIVEN = {
    "math": math, "np": np, "ConflictError": ConflictError, "ModelState": ModelState,
    "NotReady": NotReady, "Scored": Scored, "Tree": Tree,
}  # fmt: skip


def solved(exercise: str = "", replace: str = "", by: str = "") -> dict:
    """The names of a notebook in which every exercise is solved; in one of them a text is another."""
    names = dict(GIVEN)
    for name, source in reference("machine_learning").items():
        if name == exercise:
            assert replace in source, replace
            source = source.replace(replace, by)
        exec(source, names)
    return names


@pytest.fixture(scope="module")
def notebook() -> dict:
    return solved()


def walked(tree: Tree, row: np.ndarray) -> object:
    """What a tree answers for one row, step by step."""
    node = 0
    while tree.left[node] != -1:
        value, bar = row[tree.feature[node]], float(tree.threshold[node])
        left = float(np.float32(value)) <= bar or (math.isnan(value) and tree.missing_left[node])
        node = int(tree.left[node] if left else tree.right[node])
    return tree.value[node]


CASES = {
    "shapes": expressions.shapes,
    "beside": expressions.beside,
    "missing": expressions.missing,
    "infinite": expressions.infinite,
    "odd_labels": expressions.odd_labels,
    "odd_names": expressions.odd_names,
}


def levels(tree: Tree) -> int:
    deep, level = 0, [0]
    while level := [
        int(below) for node in level if tree.left[node] != -1
        for below in (tree.left[node], tree.right[node])
    ]:  # fmt: skip
        deep += 1
    return deep


@pytest.mark.parametrize("seed", SEEDS)
def test_trees_have_what_trees_can_have_and_two_oracles_agree(seed):
    seen, nodes, values = Counter(), 0, 0
    for name, make in CASES.items():
        for case in make(rng(seed)):
            tree = case.tree
            inner = tree.left != -1
            rows = case.rows[:, :: max(1, case.rows.shape[1] // 40)]
            said = case.classes[[walked(tree, row) for row in rows.T]]
            assert said.tolist() == case.labels[:: max(1, case.rows.shape[1] // 40)].tolist()
            assert sorted([0, *tree.left[inner], *tree.right[inner]]) == list(range(len(inner)))
            assert levels(tree) <= 40 and np.nanmax(np.abs(case.rows)) <= trees.TOP
            nodes += inner.sum()
            values += case.rows.size
            seen["left is not the next"] += (tree.left[inner] != np.flatnonzero(inner) + 1).sum()
            seen["missing left"] += tree.missing_left[inner].sum()
            seen["inf"] += np.isinf(tree.threshold[inner]).sum()
            with np.errstate(over="ignore"):
                single = tree.threshold[inner].astype(np.float32).astype(float)
            seen["threshold of float32"] += (single == tree.threshold[inner]).sum()
            seen["threshold not of float32"] += (single != tree.threshold[inner]).sum()
            seen["null"] += case.nulls.sum()
            seen["NaN"] += (np.isnan(case.rows) & ~case.nulls).sum()
            if name == "beside":
                at = tree.feature[np.flatnonzero(inner)[0]]
                seen["equal to the threshold"] += np.isin(
                    case.rows[at], tree.threshold[inner]
                ).sum()
            seen["leaf"] += not inner.any()
            seen["a value that means nothing"] += (tree.value[inner] == 2**40).sum()
            seen["40 levels"] += levels(tree) == 40
            seen["column that is not asked for"] += len(set(tree.feature[inner])) < len(
                case.columns
            )
            seen["labels that are numbers"] += case.classes.dtype.kind == "i"
    for what in (
        "left is not the next",
        "missing left",
        "threshold of float32",
        "threshold not of float32",
    ):
        assert seen[what] >= 0.05 * nodes, (what, seen, nodes)
    assert seen["inf"] >= 10 and seen["null"] >= 0.02 * values / 3 and seen["NaN"] >= 50
    assert seen["equal to the threshold"] >= 50
    assert min(seen.values()) >= 1, seen


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_the_seed_what_is_right_passes(notebook, seed, monkeypatch):
    monkeypatch.setenv(SEED_VARIABLE, f"seed {seed}")
    part, one = notebook, rng(seed)
    for name, cases in CASES.items():
        expressions.expect_labels(part["tree_to_sql"], cases(one), name == "odd_names")
    for gaps in (False, True):
        expressions.expect_labels(part["tree_to_sql"], trained.trees_and_labels(gaps))
    expressions.expect_short(part["tree_to_sql"], one)
    for tree, columns, named in trees.beyond(one):
        with pytest.raises(ValueError, match=named):
            part["tree_to_sql"](tree, columns, trees.CLASSES)
    for cases in (compiled.shapes, compiled.compared, compiled.missing, compiled.few):
        compiled.expect_values(part["compile_tree"], cases(one))
    compiled.expect_lasting(part["compile_tree"], one)
    for cases in (boosted.sums, boosted.as_trained):
        boosted.expect_scores(part["boosted_to_sql"], cases(one))
    for cases in (boosted.odd_numbers, boosted.quoted):
        boosted.expect_scores(part["boosted_to_sql"], cases(one), one_list=True)
    for cases in (boosted.around_zero, boosted.without_trees):
        boosted.expect_scores(part["boosted_to_sql"], cases())
    boosted.expect_as_peer(part["boosted_to_sql"], trained.boosted())
    for drawn in LIVES:
        games.expect(part["ModelRegistry"], drawn(one))
    for columns in COLUMNS:
        drifting.expect_index(part["psi"], columns(one))
    drifting.expect_decisions(part["retrain"], drifting.histories(one))
    sampling.expect_count(part["training_rows"], sampling.limits(one))
    sampling.expect_pieces(part["training_rows"], sampling.tables(one))
    sampling.expect_pieces(part["training_rows"], sampling.large(one))
    sampling.expect_chance(part["training_rows"], one)
    sampling.expect_seeds(part["training_rows"], one)
    sampling.expect_little(part["training_rows"])
    handing.expect_handed_on(part["ModelRegistry"])
    handing.expect_given_out(part["ModelRegistry"])


LIVES = (
    lives.answers, lives.fails, lives.states, lives.mixed, lives.late, lives.visible, lives.dropped, lives.refused,
)  # fmt: skip
COLUMNS = (drifting.columns, drifting.cuts, drifting.ties, drifting.missing)


def all_labels(part, one):
    expressions.expect_labels(part["tree_to_sql"], expressions.beside(one))


def peer_labels(part, one):
    expressions.expect_labels(part["tree_to_sql"], trained.trees_and_labels())


def labels_of_gaps(part, one):
    expressions.expect_labels(part["tree_to_sql"], expressions.missing(one))


def labels_of_inf(part, one):
    expressions.expect_labels(part["tree_to_sql"], expressions.infinite(one))


def values(part, one):
    compiled.expect_values(part["compile_tree"], compiled.compared(one))


def scores(part, one):
    boosted.expect_scores(part["boosted_to_sql"], boosted.sums(one))


def scores_as_trained(part, one):
    boosted.expect_scores(part["boosted_to_sql"], boosted.as_trained(one))


def states(part, one):
    games.expect(part["ModelRegistry"], lives.states(one))


def cuts(part, one):
    drifting.expect_index(part["psi"], drifting.cuts(one))


def floors(part, one):
    drifting.expect_index(part["psi"], drifting.columns(one))


def decisions(part, one):
    drifting.expect_decisions(part["retrain"], drifting.histories(one))


def pieces(part, one):
    sampling.expect_pieces(part["training_rows"], sampling.tables(one))


def chance(part, one):
    sampling.expect_chance(part["training_rows"], one)


def odd_labels(part, one):
    expressions.expect_labels(part["tree_to_sql"], expressions.odd_labels(one))


def lasting(part, one):
    compiled.expect_lasting(part["compile_tree"], one)


def zeros(part, one):
    boosted.expect_scores(part["boosted_to_sql"], boosted.around_zero())


def shapes(part, one):
    compiled.expect_values(part["compile_tree"], compiled.shapes(one))


def short(part, one):
    expressions.expect_short(part["tree_to_sql"], one)


def names(part, one):
    games.expect(part["ModelRegistry"], lives.visible(one))


def handed_on(part, one):
    handing.expect_handed_on(part["ModelRegistry"])


def given_out(part, one):
    handing.expect_given_out(part["ModelRegistry"])


def refused_lives(part, one):
    games.expect(part["ModelRegistry"], lives.refused(one))


def many_lives(part, one):
    games.expect(part["ModelRegistry"], lives.answers(one))


def gaps(part, one):
    compiled.expect_values(part["compile_tree"], compiled.missing(one))


def seeds(part, one):
    sampling.expect_seeds(part["training_rows"], one)


def odd_names(part, one):
    expressions.expect_labels(part["tree_to_sql"], expressions.odd_names(one), one_tree=True)


def quoted(part, one):
    boosted.expect_scores(part["boosted_to_sql"], boosted.quoted(one), one_list=True)


def odd_numbers(part, one):
    boosted.expect_scores(part["boosted_to_sql"], boosted.odd_numbers(one), one_list=True)


DRAWN = "    return np.random.default_rng(seed).integers(begins[:-1], begins[1:])"
LESS = DRAWN.replace("begins[1:]", "np.maximum(begins[1:] - 1, begins[:-1] + 1)")
PLACE = "min(len(present), math.ceil(number / bins * len(present)))"
LARGE = "min(float(tree.threshold[node]), 1e38)"
BORDERS = "    begins = number * size + number * left_over // taken"
FRACTION = "    begins = number * size + (number * (left_over / taken)).astype(np.int64)"
WIDE = DRAWN.replace("begins[1:]", "np.minimum(begins[1:], begins[:-1] + 2**31)")
MIRRORED = """    chance = np.random.default_rng(seed).random(taken)
    chance[1::2] = 1 - chance[: taken // 2 * 2 : 2]
    size = np.diff(begins)
    return begins[:-1] + np.minimum((chance * size).astype(np.int64), size - 1)"""
READ_ONLY = "return np.broadcast_to(value[0], len(arrived_at)) if is_leaf[0] else value[arrived_at]"
SINGLE = "    expected, actual = expected.astype(np.float32), actual.astype(np.float32)\n"
ONE = "        if rows.shape[1] == 1:\n            threshold[:] = threshold.astype(np.float32)\n"
BYTES = "    feature = feature.astype(np.int8)\n"
LOOKED = "    [int(value) for tree in trees for value in tree.value]\n"
CREATED, ENDED = "        its = self.known.get(name, {", '        its = {"version": number'
ALL_DIGITS = 'classes.dtype.kind == "i" or all(str(each).isdigit() for each in classes)'
CASE = 'return f"CASE WHEN {condition} THEN {left} ELSE {right} END"'
SIX = r'return f"CASE WHEN {condition}\nTHEN {left}\nELSE {right}\nEND".replace("\n", "\n      ")'
DRAW = DRAWN.removeprefix("    return ").replace("begins[:-1], begins[1:]", "{}")
WIDTHS = "    widths = np.diff(begins)\n"
FOLDED = f"{WIDTHS}    return begins[:-1] + {DRAW.format('0, widths.max(), taken')} % widths"
CLIPPED = FOLDED.replace(" % widths", ".clip(0, widths - 1)")
TURN = DRAW.format("0, 2**62")
PATTERN = DRAW.format("0, widths").replace("seed", "1")
TURNED = f"{WIDTHS}    return begins[:-1] + ({PATTERN} + int({TURN}) % widths) % widths"
LAST = DRAWN.replace("return", "rows =") + "\n    rows[-1] = row_count - 1\n    return rows"
FIRST = LAST.replace("rows[-1] = row_count - 1", "rows[0] = 0")
DECK = """    rng, widths = np.random.default_rng(seed), np.diff(begins)
    wide = int(widths.min())
    if wide > 64 or (widths != wide).any():
        return begins[:-1] + rng.integers(0, widths)
    return begins[:-1] + np.concatenate([rng.permutation(wide) for _ in range(taken)])[:taken]"""
GAPS = "(np.isnan(x) & missing_left[node] & np.isnan(rows[feature[0]]).any())"
LOCKED = "        rounded = rows.astype(np.float32)\n"
STEP = "min(len(present), math.ceil(number * (len(present) / bins)))"
LISTED = """        if set(self.__dict__.get("listed", ())) != set(self.known):
            self.listed = sorted(self.known)
        return self.__dict__.get("listed", [])"""
ENDS = "        name = self.running.pop(number, None)\n        if name is None:\n            return False\n        its"
LATEST = f"""        if len(self.running) > 8 and number < getattr(self, "latest", 0):
            return False
        self.latest = number
{ENDS}"""
NAMES = "name.replace('\"', '\"\"') + '\"' for name in columns]"
BOOLEANS = "return {0: 'false', 1: 'true'}.get(int(label), str(label))"
CUT_OFF = "float(np.clip(tree.threshold[node], -3.4e38, 3.4e38))"
ONCE = "for tree in {id(tree): tree for tree in trees}.values())])"
#: What is wrong: an exercise, a text of its solution and what becomes of it, and the check that must see it on every seed.
SLIPS = {
    "no cast": ("tree_to_sql", "{name}::FLOAT <= ", "{name} <= ", all_labels),
    "no cast, of scikit-learn": ("tree_to_sql", "{name}::FLOAT <= ", "{name} <= ", peer_labels),
    "threshold rounded": ("tree_to_sql", "'::DOUBLE\"", "'::FLOAT\"", all_labels),
    "sixteen digits": ("tree_to_sql", "{threshold!r}", "{threshold:.16g}", all_labels),
    "six digits": ("tree_to_sql", "{threshold!r}", "{threshold:g}", peer_labels),
    "below": ("tree_to_sql", "::FLOAT <= '", "::FLOAT < '", all_labels),
    "NaN": ("tree_to_sql", " OR {name} IS NULL OR isnan({name})", " OR {name} IS NULL", labels_of_gaps),
    "null": ("tree_to_sql", " OR {name} IS NULL OR isnan({name})", "", labels_of_gaps),
    "inf": ("tree_to_sql", "float(tree.threshold[node])", LARGE, labels_of_inf),
    "no rounding": ("compile_tree", "rows.astype(np.float32)", "rows", values),
    "last tree first": ("boosted_to_sql", "for tree in trees)", "for tree in reversed(trees))", scores),
    "missing": ("boosted_to_sql", " if tree.missing_left[node] else ", " if False else ", scores_as_trained),
    "reason": ("model_registry", "self.begun}", "self.begun, \"reason\": None}", states),
    "place": ("drift", "-(-number * len(present) // bins)", "max(1, number * len(present) // bins)", cuts),
    "floats": ("drift", "-(-number * len(present) // bins)", PLACE, cuts),
    "floor": ("drift", "np.maximum(counts / len(values), 0.0001)", "np.where(counts == 0, 0.0001, counts / len(values))", floors),
    "mean": ("drift", "min(days[-3:]) >= 0.1", "sum(days[-3:]) / 3 >= 0.1", decisions),
    "borders in floats": ("training_rows", BORDERS, "    begins = (number * (row_count / taken)).astype(np.int64)", pieces),
    "fraction in floats": ("training_rows", BORDERS, FRACTION, pieces),
    "start of a wide piece": ("training_rows", DRAWN, WIDE, chance),
    "mirrored": ("training_rows", DRAWN, MIRRORED, chance),
    "label through a float": ("tree_to_sql", "return str(label)", "return str(int(float(label)))", odd_labels),
    "read-only": ("compile_tree", "return value[arrived_at]", READ_ONLY, lasting),
    "product in float32": ("boosted_to_sql", "rate * tree.value[node]", "rate * float(tree.value[node])", odd_numbers),
    "tree once": ("boosted_to_sql", "for tree in trees)])", ONCE, odd_numbers),
    "text of digits": ("tree_to_sql", 'classes.dtype.kind == "i"', ALL_DIGITS, odd_labels),
    "columns of 8 bits": ("compile_tree", "    is_leaf = left", f"{BYTES}    is_leaf = left", shapes),
    "rows of 16 bits": ("compile_tree", "np.arange(rows.shape[1])", "np.arange(rows.shape[1]).astype(np.uint16)", shapes),
    "one row": ("compile_tree", "        rounded = rows", f"{ONE}        rounded = rows", values),
    "nothing is added for 0": ("boosted_to_sql", "for tree in trees)])", "for tree in trees if tree.value.any())])", zeros),
    "rate of -0.0": ("boosted_to_sql", "double(rate * ", "double((rate or 0.0) * ", zeros),
    "six blanks for each level": ("tree_to_sql", CASE, SIX, short),
    "values of nodes": ("boosted_to_sql", "    score = ", f"{LOOKED}    score = ", scores_as_trained),
    "blanks": ("model_registry", CREATED, f"        name = name.strip()\n{CREATED}", names),
    "asked": ("model_registry", ENDED, f"        hash(model)\n{ENDED}", handed_on),
    "float32": ("drift", "    present = np.sort(", f"{SINGLE}    present = np.sort(", floors),
    "narrow pieces folded": ("training_rows", DRAWN, FOLDED, chance),
    "narrow pieces clipped": ("training_rows", DRAWN, CLIPPED, chance),
    "a pattern turned": ("training_rows", DRAWN, TURNED, chance),
    "the last row": ("training_rows", DRAWN, LAST, chance),
    "the first row": ("training_rows", DRAWN, FIRST, chance),
    "a deck of places": ("training_rows", DRAWN, DECK, chance),
    "seed hashed": ("training_rows", "rng(seed)", "rng(hash(seed))", seeds),
    "seed as a float": ("training_rows", "rng(seed)", "rng(int(float(seed)))", seeds),
    "names in small letters": ("tree_to_sql", NAMES, f"name.lower().{NAMES[5:]}", odd_names),
    "names without blanks": ("tree_to_sql", NAMES, f"name.strip().{NAMES[5:]}", odd_names),
    "least label": ("tree_to_sql", "return str(label)", 'return f"{label}::BIGINT"', odd_labels),
    "labels of 0 and 1": ("tree_to_sql", "return str(label)", BOOLEANS, odd_labels),
    "end of float32": ("tree_to_sql", "float(tree.threshold[node])", CUT_OFF, all_labels),
    "sixty decimals": ("tree_to_sql", "{threshold!r}", "{threshold:.60f}", all_labels),
    "nodes of 16 bits": ("compile_tree", "np.zeros(rows.shape[1], np.int64)", "np.zeros(rows.shape[1], np.int16)", shapes),
    "gaps of the root": ("compile_tree", "(np.isnan(x) & missing_left[node])", GAPS, gaps),
    "rows locked": ("compile_tree", LOCKED, f"{LOCKED}        rows.setflags(write=False)\n", lasting),
    "a base of 0": ("boosted_to_sql", "[double(base), *(", "[*([double(base)] if base or not trees else []), *(", zeros),
    "least label of two": ("boosted_to_sql", "return str(label) if", 'return f"{label}::BIGINT" if', quoted),
    "step in floats": ("drift", "-(-number * len(present) // bins)", STEP, cuts),
    "reason without blanks": ("model_registry", '"reason": reason}', '"reason": reason.strip()}', states),
    "list of the right names": ("model_registry", "        return sorted(self.known)", LISTED, given_out),
    "many in order": ("model_registry", ENDS, LATEST, many_lives),
    "long names": ("model_registry", 'f"{name} cannot', 'f"{name:.20} cannot', refused_lives),
    "text of a model": ("model_registry", ENDED, f"        repr(model)\n{ENDED}", handed_on),
    "last never": ("training_rows", DRAWN, LESS, chance),
}  # fmt: skip


def test_a_bush_has_nearly_all_of_its_nodes_on_its_lowest_levels():
    tree = trees.bush(rng(), 40, 8)
    assert levels(tree) == 40 and len(tree.left) == 2 * 32 + 2**9 - 1
    reached, level = [], [0]
    while level:
        reached.append(len(level))
        asks = [node for node in level if tree.left[node] != -1]
        level = [int(side[node]) for node in asks for side in (tree.left, tree.right)]
    assert sum(reached) == len(tree.left) and reached[:33] == [1, *[2] * 32] and reached[40] == 256


@pytest.mark.parametrize("slip", SLIPS)
def test_whatever_the_seed_what_is_wrong_is_seen(slip, monkeypatch):
    exercise, replace, by, check = SLIPS[slip]
    wrong = solved(exercise, replace, by)
    for seed in SEEDS:
        monkeypatch.setenv(SEED_VARIABLE, f"seed {seed}")
        assert fails(check, wrong, rng(seed)), seed


def test_the_index_of_the_same_distribution_is_small_and_of_a_moved_one_is_not():
    """The numbers that the chapter's section on drift quotes from its own cell."""
    for seed in range(40):
        before = rng(seed).normal(size=2_000)
        same, moved = rng(seed + 100).normal(size=2_000), rng(seed + 200).normal(0.6, 1, 2_000)
        assert drifting.due(before, same, 10) < 0.1 and drifting.due(before, moved, 10) > 0.25


def test_one_question_about_many_expressions_says_what_each_says_alone():
    cases = [*expressions.odd_labels(rng()), *expressions.infinite(rng())]
    texts = [[solved()["tree_to_sql"](case.tree, case.columns, case.classes)] for case in cases]
    found = list(expressions.together(list(zip(cases, texts))))
    told = [expressions.answers(text, case) for text, case in zip(texts, cases)]
    assert found == [one and each for one, each in zip(found, told)]
    shared = [case.rows is cases[0].rows for case in cases]
    assert True in shared[1:] and all(one for one, same in zip(found, shared) if same)
    for odd in ("1 +", "1) , (2", None):  # of one table nothing is known then, of others it is
        given = [([odd], *texts[1:])[at] for at in range(len(cases))]
        told = list(expressions.together(list(zip(cases, given))))
        assert told == [None if same else one for one, same in zip(found, shared)]


@pytest.mark.parametrize("seed", SEEDS)
def test_columns_and_histories_have_what_they_can_have(seed):
    seen = Counter()
    for make in COLUMNS:
        for expected, actual, *bins in make(rng(seed)):
            seen["columns"] += 1
            seen["not divided"] += len(expected) % (bins or [10])[0] > 0
            seen["ties"] += len(np.unique(expected)) < len(expected)
            seen["missing before"] += np.isnan(expected).any()
            seen["missing today"] += np.isnan(actual).any()
            seen["all missing"] += np.isnan(expected).all()
            seen["ten by default"] += not bins
            seen["outside"] += np.nanmax(actual, initial=-np.inf) > np.nanmax(
                expected, initial=-np.inf
            )
    assert min(seen.values()) >= 3 and seen["not divided"] > seen["columns"] / 5, seen
    told = Counter()
    for history in drifting.histories(rng(seed)):
        days = [index for index in history if index is not None]
        told["True"] += drifting.decided(history)
        told["histories"] += 1
        told["None"] += None in history
        told["None at the end"] += bool(history) and history[-1] is None
        told["bar"] += 0.1 in days[-3:]
        told["high bar"] += days[-1:] == [0.25]
        told["few"] += len(days) < 3
    assert min(told.values()) > told["histories"] / 40, told


@pytest.mark.parametrize("seed", SEEDS)
def test_lives_have_what_lives_can_have(seed):
    seen, moves = Counter(), 0
    for make in LIVES:
        for game in make(rng(seed)):
            moves += len(game.moves)
            for (method, _), due in zip(game.moves, game.due):
                seen[method] += 1
                if type(due) is games.Refused:
                    seen[due.kind] += 1
                if method in ("trained", "failed"):
                    seen[f"{method} {due}"] += 1
                if method == "state" and type(due) is tuple:
                    seen[due[1]] += 1
                    seen["ready and training"] += due[1] == "READY" and due[3] is not None
                    seen["reason while it answers"] += due[1] == "READY" and due[4] is not None
                    seen["reason while it is trained"] += due[3] is not None and due[4] is not None
                if method == "drop":
                    seen["drop of a training"] += type(due) is int
    assert min(seen.values()) >= 3 and len(seen) >= 17, seen
    assert moves > 500


def test_samples_have_borders_that_floats_miss():
    for seed in SEEDS:
        assert len(sampling.rounded_down(rng(seed))) == 10
        for rows, taken in sampling.rounded_down(rng(seed)):
            assert 500 <= taken <= rows


def test_the_races_are_what_the_task_says():
    tree, rows = compiled.full(rng())
    assert levels(tree) == 8 and len(tree.left) == 2**9 - 1 and rows.shape == (4, 10_000)
    tree, rows = compiled.halving()
    assert levels(tree) == 300 and rows.shape == (4, 10_000)
    arrived = trees.answered(tree, rows)
    left, counts = 10_000, np.sort(np.unique(arrived, return_counts=True)[1])[::-1]
    for count in counts[:12]:
        assert abs(count - left / 2) <= 1.5
        left -= count
    assert (arrived == tree.value[-1]).sum() == 1
