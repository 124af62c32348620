# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] tags=["draft"]
# # Lab: machine learning in SQL
#
# *Chapter: Machine learning in SQL. Time: 4 hours. 100 points.*
#
# A model is trained outside of the warehouse and answers inside it, as a function of SQL. In this lab you build what lies between: the rows that a training gets to see, a tree as one SQL expression
# that gives the labels of scikit-learn, every one of them, a tree as a function of whole columns, a boosted model, the life of a model whose training takes an hour and may fail, and the measure that says when it has become too old.
#
# How it works here:
#
# - Every exercise has a task, a cell for **your code** (look for `raise NotImplementedError`), a cell of **examples**
#   that you can run at once, and a cell that is empty now and holds the **graded checks** when the lab is graded.
# - Exercises do not depend on each other.
# - Trees are trained by scikit-learn, and given to you as plain arrays. Your SQL runs in DuckDB.
# - To run the graded checks on your own machine: `python -m autograder check labs/machine_learning` in the course's folder.

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
import math

import numpy as np

from warehouse.errors import ConflictError
from warehouse.machine_learning import views
from warehouse.machine_learning.records import ModelState, NotReady, Scored, Tree


# %% [markdown]
# ## 1. Rows for a training
#
# **Why.** A training is paid for by the cell, rows times columns, so a large table is cut down before it leaves the warehouse. The first rows of it are the oldest. Every hundredth row is always a Monday, if the table is so regular. What a training should see is every stretch of the table, and no pattern.
#
# **What holds.** Invariant 4 of the chapter, a training sees every stretch of the table alike, and no more cells than were allowed.
#
# **Write** `training_rows(row_count, columns, max_cells, seed) -> np.ndarray`: the numbers of the rows that are exported, counted from 0.
#
# - `row_count` rows, up to 2^62, of `columns` columns each. `max_cells`: rows times columns may be at most this, up to 10^8.
# - Take as many rows as that allows, and all if it allows all. <!-- must: count --> Call that number `n`.
# - Cut the table into `n` pieces: piece `i` begins at row `i * row_count // n` (of whole numbers of any size) and ends before the next one. Take exactly one row of each, and return them in this order, as an array of int64. <!-- must: pieces -->
# - Which row of a piece is left to chance, each one alike and each piece by itself: of 1,000 pieces of ten rows, each of the ten places is taken in 4 to 16 % of them. <!-- must: chance -->
# - The same arguments give the same rows, whatever happened in between, and another `seed` (0 or more) gives others. <!-- must: seeds -->
# - Use no memory for rows that are not taken. <!-- must: large --> The array is your caller's. <!-- must: apart -->
#
# **By hand.** 1,200 rows of 2 columns, at most 1,203 cells: 601 rows. Piece 0 begins at row 0, piece 1 at row 1, piece 2 at row 3, piece 3 at row 5. So row 0 is taken for certain, then row 1 or 2, then row 3 or 4.
#
# **Bad input.** If `n` is less than 500 nothing can be learnt: `ValueError` whose message contains `n`. <!-- must: few --> `columns` below 1: the same with `columns`. <!-- must: no_columns -->
#
# <details><summary>Hint</summary>
#
# `i * row_count` may not fit into 64 bits. With `q, r = divmod(row_count, n)` a piece begins at `i * q + i * r // n`.
#
# </details>

# %% nbgrader={"grade": false, "grade_id": "training_rows", "locked": false, "schema_version": 3, "solution": true, "task": false}
def training_rows(row_count: int, columns: int, max_cells: int, seed: int) -> np.ndarray:
    ### BEGIN SOLUTION
    if columns < 1:
        raise ValueError(f"a table of {columns} columns cannot be learnt from")
    taken = min(row_count, max_cells // columns)
    if taken < 500:
        raise ValueError(f"a training needs 500 rows, and would get {taken}")
    size, left_over = divmod(row_count, taken)
    number = np.arange(taken + 1)
    begins = number * size + number * left_over // taken
    return np.random.default_rng(seed).integers(begins[:-1], begins[1:])
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "training_rows-examples", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
def examples():
    from warehouse.checks import Exercise, Wrong, raises, run, same

    exercise = Exercise("training_rows", "machine_learning", section="Rows that leave",
                        graded="tables of all sizes up to 2^62 rows, one row of every piece, the "
                               "places inside of the pieces, seeds, refusals")

    @exercise.check("the example worked by hand")
    def by_hand():
        got = run(training_rows, 1200, 2, 1203, 7)
        same(len(got), 601, "the number of rows")
        same(int(got[0]), 0, "the first row")
        for place, piece in ((1, (1, 2)), (2, (3, 4))):
            if int(got[place]) not in piece:
                raise Wrong(f"the row of piece {place}", f"one of {piece}", str(got[place]))

    @exercise.check("a table that fits as a whole")
    def whole():
        same(run(training_rows, 500, 3, 1500, 1).tolist(), list(range(500)))

    @exercise.check("too few rows")
    def few():
        raises(ValueError, training_rows, 10_000, 3, 1_499, 1, naming="499")

    exercise.examples()


examples()


# %% nbgrader={"grade": true, "grade_id": "training_rows-checks", "locked": true, "points": 12, "schema_version": 3, "solution": false, "task": false}
# Exercise 1, graded checks (12 points): they are filled in when the lab is graded.
### BEGIN HIDDEN TESTS
def graded_checks():
    from solutions.machine_learning.checks import sampling
    from warehouse.checks import Exercise, generator, raises

    exercise = Exercise("training_rows", "machine_learning", section="Rows that leave")
    rng = generator("training_rows", "tables")

    @exercise.check("as many rows as the cells allow", points=2, obligations="count")
    def count():
        sampling.expect_count(training_rows, sampling.limits(rng))

    @exercise.check("of every piece of the table one row, in order", points=3,
                    obligations="pieces")
    def pieces():
        sampling.expect_pieces(training_rows, sampling.tables(rng))

    @exercise.check("tables of more rows than any memory holds", points=2,
                    obligations="large pieces")
    def large():
        sampling.expect_pieces(training_rows, sampling.large(rng))

    @exercise.check("each place in a piece, of each piece by itself", points=2,
                    obligations="chance")
    def chance():
        sampling.expect_chance(training_rows, rng)

    @exercise.check("a seed gives one sample, and another seed another one", points=1,
                    obligations="seeds")
    def seeds():
        sampling.expect_seeds(training_rows, rng)

    @exercise.check("fewer than 500 rows, and no columns, are refused", points=1,
                    obligations="few no_columns")
    def refused():
        for arguments, named in sampling.refused():
            raises(ValueError, training_rows, *arguments, naming=named)

    exercise.laws(points=1, obligations="apart")
    return exercise.score()


graded_checks()
### END HIDDEN TESTS

# %% tags=["skip-execution"]
# Where the rows of a sample lie: the first ones, every k-th, and yours.
views.samples(training_rows)


# %% [markdown]
# ## 2. A tree as SQL
#
# **Why.** *"The model says churn in the notebook and stay in the warehouse. The row is the same."* A tree is a nest of comparisons, and SQL has those. But a column is DOUBLE, scikit-learn compares a value rounded to float32 with a threshold in float64, SQL's `0.1` is a decimal number, and a null is neither above a threshold nor
# below. Each of these moves a few rows in ten thousand. Nobody finds them by looking.
#
# **What holds.** Invariant 1 of the chapter, a label in the warehouse is the label where the model was trained; invariant 2, a comparison is made in the types in which the training made it; and invariant 3, a missing value goes the way that the node has for it.
#
# **Write** `tree_to_sql(tree, columns, classes) -> str`: an expression of DuckDB's SQL that gives the label of each row of a table. It is used as `SELECT (...) FROM rows`.
#
# - `tree`: a `Tree(feature, threshold, left, right, missing_left, value)` of arrays with an entry for each node, as its docstring says. Node 0 is the root; the others may have any order. <!-- must: order --> It may be one leaf, <!-- must: leaf --> and have up to 40 levels. <!-- must: deep --> What means nothing in a node may hold anything. <!-- must: nothing -->
# - At a node that is no leaf: let `x` be the value of column `feature`. If it is missing, the row goes left where `missing_left` is true, and otherwise right. <!-- must: missing --> A null is missing, and so is NaN. <!-- must: nan -->
# - Otherwise it goes left if `x`, rounded to float32, is at most `threshold`, <!-- must: border --> <!-- must: rounded --> which is float64, is not rounded, and loses no digit. <!-- must: digits --> A threshold may be `inf`; then the node asks only whether the value is missing. <!-- must: infinite -->
# - A leaf answers `classes[value]`. `classes` is an array, of texts or of int64. The answer is of such a type, too: texts are VARCHAR, numbers some integer type. <!-- must: labels --> Texts may hold any letters, quotes too. <!-- must: texts -->
# - `columns`: the names of the columns, a list, of which the tree may use some only. They are all DOUBLE, their values fit into float32, and their names are any that DuckDB allows. <!-- must: names -->
# - The expression has at most 400 letters for each node of the tree, with names of at most 20 letters. <!-- must: size --> Tree, names and classes stay as they are. <!-- must: apart -->
#
# **By hand.** One split of column `age` at 0.1, missing values to the right, `stay` on the left and `churn` on the right: `CASE WHEN "age"::FLOAT <= '0.1'::DOUBLE THEN 'stay' ELSE 'churn' END` is right but for NaN, of which DuckDB says that it is above all numbers; here that is right, too. A row of age 0.1 goes *right*: as float32 it is 0.100000001.
#
# **Bad input.** A node that is no leaf asks for a column that `columns` does not have: `ValueError` whose message contains its number. <!-- must: refused -->
#
# <details><summary>Hint</summary>
#
# What does Python's `repr` of `np.float64(0.1)` look like, and that of `np.int64(7)`? Of a missing value, write the condition of going left so that each side of the tree stands in the text once.
#
# </details>

# %% nbgrader={"grade": false, "grade_id": "tree_to_sql", "locked": false, "schema_version": 3, "solution": true, "task": false}
def tree_to_sql(tree, columns: list[str], classes: np.ndarray) -> str:
    ### BEGIN SOLUTION
    for feature in tree.feature[tree.left != -1].tolist():
        if not 0 <= feature < len(columns):
            raise ValueError(f"the tree asks for column {feature}, there are {len(columns)}")
    names = ['"' + name.replace('"', '""') + '"' for name in columns]

    def literal(label) -> str:
        if classes.dtype.kind == "i":
            return str(label)
        return "'" + str(label).replace("'", "''") + "'"

    def expression(node: int) -> str:
        if tree.left[node] == -1:
            return literal(classes[tree.value[node]])
        name, threshold = names[tree.feature[node]], float(tree.threshold[node])
        condition = f"{name}::FLOAT <= '{threshold!r}'::DOUBLE"
        if tree.missing_left[node]:
            condition += f" OR {name} IS NULL OR isnan({name})"
        else:  # NaN is above every number in DuckDB, inf as well
            condition += f" AND NOT isnan({name})"
        left, right = expression(tree.left[node]), expression(tree.right[node])
        return f"CASE WHEN {condition} THEN {left} ELSE {right} END"

    return expression(0)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "tree_to_sql-examples", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
def examples():
    from warehouse.checks import Exercise, raises, run, same
    from warehouse.machine_learning import engine

    exercise = Exercise("tree_to_sql", "machine_learning", section="Which side is 0.1 on?",
                        graded="trees of all shapes, values at every threshold and beside it, trees "
                               "of scikit-learn, nulls and NaN, inf, texts and names with quotes, "
                               "the length of the text")
    leaf = Tree(np.array([-2]), np.array([-2.0]), np.array([-1]), np.array([-1]),
                np.array([False]), np.array([1]))
    split = Tree(np.array([0, -2, -2]), np.array([0.1, -2.0, -2.0]), np.array([1, -1, -1]),
                 np.array([2, -1, -1]), np.array([False, False, False]), np.array([0, 0, 1]))
    classes = np.array(["stay", "churn"])

    @exercise.check("the example worked by hand")
    def by_hand():
        text = run(tree_to_sql, split, ["age"], classes)
        got = engine.answers(text, ["age"], np.array([[0.09, 0.1, 0.11, np.nan]]))
        same(got.to_pylist(), ["stay", "churn", "churn", "churn"], "the labels")

    @exercise.check("a tree of one leaf")
    def one_leaf():
        text = run(tree_to_sql, leaf, ["age"], classes)
        got = engine.answers(text, ["age"], np.array([[1.0, np.nan]]))
        same(got.to_pylist(), ["churn", "churn"], "the labels")

    @exercise.check("a column that is not there")
    def no_column():
        raises(ValueError, tree_to_sql, split._replace(feature=np.array([3, -2, -2])), ["age"],
               classes, naming="3")

    exercise.examples()


examples()


# %% nbgrader={"grade": true, "grade_id": "tree_to_sql-checks", "locked": true, "points": 25, "schema_version": 3, "solution": false, "task": false}
# Exercise 2, graded checks (25 points): they are filled in when the lab is graded.
### BEGIN HIDDEN TESTS
def graded_checks():
    from solutions.machine_learning.checks import expressions, trained, trees
    from warehouse.checks import Exercise, generator, raises

    exercise = Exercise("tree_to_sql", "machine_learning", section="Which side is 0.1 on?")
    rng = generator("tree_to_sql", "trees")

    @exercise.check("trees of all shapes, whatever the order of their nodes", points=5,
                    obligations="order leaf deep nothing labels")
    def shapes():
        expressions.expect_labels(tree_to_sql, expressions.shapes(rng))

    @exercise.check("at every threshold and beside it in both types, by chance and of scikit-learn",
                    points=7, obligations="border rounded digits")
    def beside():
        expressions.expect_labels(tree_to_sql, expressions.beside(rng))
        expressions.expect_labels(tree_to_sql, trained.trees_and_labels())

    @exercise.check("nulls and NaN, at nodes of both kinds", points=4, obligations="missing nan")
    def missing():
        expressions.expect_labels(tree_to_sql, expressions.missing(rng))
        expressions.expect_labels(tree_to_sql, trained.trees_and_labels(gaps=True))

    @exercise.check("thresholds of inf", points=2, obligations="infinite")
    def infinite():
        expressions.expect_labels(tree_to_sql, expressions.infinite(rng))

    @exercise.check("labels of odd letters, and numbers", points=2, obligations="texts labels")
    def labels():
        expressions.expect_labels(tree_to_sql, expressions.odd_labels(rng))

    @exercise.check("names of columns that only quotes make names", points=2, obligations="names")
    def names():
        expressions.expect_labels(tree_to_sql, expressions.odd_names(rng))

    @exercise.check("the length of the expression", points=1, obligations="size")
    def size():
        expressions.expect_short(tree_to_sql, rng)

    @exercise.check("columns that are not there are refused", points=1, obligations="refused")
    def refused():
        for tree, columns, named in trees.beyond(rng):
            raises(ValueError, tree_to_sql, tree, columns, trees.CLASSES, naming=named)

    exercise.laws(points=1, obligations="apart")
    return exercise.score()


graded_checks()
### END HIDDEN TESTS

# %% tags=["skip-execution"]
# A tree of scikit-learn and your expression, on 50,000 rows and at every threshold: how many labels differ.
views.labels(tree_to_sql)


# %% [markdown]
# ## 3. A tree as a function of columns
#
# **Why.** The same model is asked for a million rows. A loop over rows in Python takes a second for each hundred thousand of them. Yet all rows go down the same tree, and a whole column can be compared at once: all rows make their first step together, then their second.
#
# **What holds.** Invariant 2 of the chapter, a comparison is made in the types in which the training made it; and invariant 3, a missing value goes the way that the node has for it.
#
# **Write** `compile_tree(tree) -> Callable`: a function `predict(rows) -> np.ndarray`.
#
# - `tree` is as in exercise 2, in each point: any order of nodes, a single leaf, <!-- must: shapes --> rounding to float32 and a threshold that is not rounded, <!-- must: compared --> NaN for what is missing, and `inf`. <!-- must: missing --> It has up to 300 levels. <!-- must: deep -->
# - `rows`: float64, of shape (columns, rows): `rows[3]` is column 3. There may be none. <!-- must: none -->
# - What comes back: for each row the `value` of its leaf, in an array of `value`'s type, which is any. <!-- must: type -->
# - For 20,000 rows of 6 columns `predict` is at least a quarter as fast as a reference that goes down level by level in numpy, with a tree of 8 levels that has all its leaves on the last, <!-- must: fast --> and with a chain of 300 levels, of which half of the rows that are left arrive at a leaf on each of the first 14, and one goes down to the end. <!-- must: arrived -->
# - What was compiled stays as it is: whoever changes the arrays of the tree afterwards changes nothing in it, <!-- must: own --> nor does compiling another tree. <!-- must: two --> `rows` stay as they are, and the answer is your caller's. <!-- must: apart -->
#
# **By hand.** A root that splits column 0 at 0.5, missing to the left, with leaves of value 10 and 20: `predict(np.array([[0.5, 0.6, np.nan]]))` is `[10, 20, 10]`.
#
# <details><summary>Hint</summary>
#
# Keep the node at which each row is: `x = rows[feature[node], row]` fetches for each row the value of its own column. Rows that have arrived need no further step. With numpy 2, `float32_array <= 0.1` rounds 0.1 to float32; an array of float64 is not rounded.
#
# </details>

# %% nbgrader={"grade": false, "grade_id": "compile_tree", "locked": false, "schema_version": 3, "solution": true, "task": false}
def compile_tree(tree):
    ### BEGIN SOLUTION
    feature, threshold, left, right, missing_left, value = (part.copy() for part in tree)
    is_leaf = left == -1

    def predict(rows: np.ndarray) -> np.ndarray:
        rounded = rows.astype(np.float32)
        arrived_at = np.zeros(rows.shape[1], np.int64)
        row, node = np.arange(rows.shape[1]), arrived_at.copy()
        while len(row):
            arrived = is_leaf[node]
            arrived_at[row[arrived]] = node[arrived]
            row, node = row[~arrived], node[~arrived]
            x = rounded[feature[node], row]
            goes_left = (x <= threshold[node]) | (np.isnan(x) & missing_left[node])
            node = np.where(goes_left, left[node], right[node])
        return value[arrived_at]

    return predict
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "compile_tree-examples", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
def examples():
    from warehouse.checks import Exercise, run, same_array

    exercise = Exercise("compile_tree", "machine_learning", section="All rows at once",
                        graded="trees of all shapes, values at every threshold and beside it, missing "
                               "ones, inf, no rows, types, speed beside numpy, what is changed later")
    split = Tree(np.array([0, -2, -2]), np.array([0.5, -2.0, -2.0]), np.array([1, -1, -1]),
                 np.array([2, -1, -1]), np.array([True, False, False]), np.array([0, 10, 20]))

    @exercise.check("the example worked by hand")
    def by_hand():
        predict = run(compile_tree, split)
        same_array(run(predict, np.array([[0.5, 0.6, np.nan]])), np.array([10, 20, 10]))

    @exercise.check("a table without rows")
    def no_rows():
        same_array(run(run(compile_tree, split), np.zeros((1, 0))), np.array([], np.int64))

    exercise.examples()


examples()


# %% nbgrader={"grade": true, "grade_id": "compile_tree-checks", "locked": true, "points": 20, "schema_version": 3, "solution": false, "task": false}
# Exercise 3, graded checks (20 points): they are filled in when the lab is graded.
### BEGIN HIDDEN TESTS
def graded_checks():
    from solutions.machine_learning.checks import compiled
    from warehouse.checks import Exercise, generator

    exercise = Exercise("compile_tree", "machine_learning", section="All rows at once")
    rng, own = generator("compile_tree", "trees"), "every compiled function is a new one"
    asked = "it is the test's way to that function, whose life is looked at by itself"

    @exercise.check("whole values go down trees of every shape", points=4, obligations="shapes deep")
    def shapes():
        compiled.expect_values(compile_tree, compiled.shapes(rng))

    @exercise.check("the numbers of both types around each threshold", points=4,
                    obligations="compared")
    def compared():
        compiled.expect_values(compile_tree, compiled.compared(rng))

    @exercise.check("what is missing, and nodes that ask for nothing else", points=3,
                    obligations="missing")
    def missing():
        compiled.expect_values(compile_tree, compiled.missing(rng))

    @exercise.check("no rows, or one, and values of other types", points=2, obligations="none type")
    def few():
        compiled.expect_values(compile_tree, compiled.few(rng))

    @exercise.check("20,000 rows down 8 levels, beside numpy", points=2, obligations="fast")
    def fast():
        compiled.expect_fast(compile_tree, compiled.full(rng))

    @exercise.check("20,000 rows down a chain that most leave early", points=2,
                    obligations="arrived")
    def arrived():
        compiled.expect_fast(compile_tree, compiled.halving())

    @exercise.check("what happens to the tree's arrays later, and another tree", points=2,
                    obligations="own two")
    def lasting():
        compiled.expect_lasting(compile_tree, rng)

    exercise.laws(points=1, may_differ={"compile_tree": own, "predict": asked},
                  obligations="apart")
    return exercise.score()


graded_checks()
### END HIDDEN TESTS

# %% tags=["skip-execution"]
# Rows a second: a loop over rows, your function, and scikit-learn.
views.speeds(compile_tree)


# %% [markdown]
# ## 4. A boosted model
#
# **Why.** What Redshift trains by default is no single tree but hundreds of small ones, each of which mends a little of what those before it got wrong. What they say is added up. Sums of floats depend on their order, and where a sum is all but zero the order decides about a label.
#
# **What holds.** Invariant 1 of the chapter, a label in the warehouse is the label where the model was trained; and invariant 2, in the types, and for a sum also in the order, of the training.
#
# **Write** `boosted_to_sql(trees, rate, base, columns, classes) -> Scored`: two expressions of DuckDB's SQL, `Scored(score, label)`, used as in exercise 2.
#
# - Each of `trees`, a list of up to 40, <!-- must: many --> is as in exercise 2, <!-- must: trees --> with up to 6 levels. Its `value` is float64: what a leaf adds. There may be no tree. <!-- must: none -->
# - `score`, a DOUBLE, <!-- must: double --> begins as `base`. The trees are added one after the other, from the first, each leaf's value multiplied by `rate` before it is added: what float64 gives in this order, <!-- must: sum --> to the last bit. <!-- must: exact -->
# - `label` is `classes[1]` where the score is 0 or more, <!-- must: zero --> and otherwise `classes[0]`. <!-- must: label --> `classes` is an array of two texts or int64, `columns` are names, both as in exercise 2. <!-- must: quoted -->
# - `rate` and `base` may be any finite numbers, ints and numpy's too, below 0 as well. <!-- must: numbers --> What you are given stays as it is. <!-- must: apart -->
#
# What you wrote in exercise 2 may be called, if you have it.
#
# **By hand.** Two trees of one leaf each, 0.5 and -0.25, a rate of 0.1 and a base of -1: the score is (-1 + 0.05) - 0.025 = -0.975 (in float64), the label `classes[0]`.
#
# <details><summary>Hint</summary>
#
# `1 - -2` is a difference and `1--2` begins a comment. `0.1 + 0.2` without a type is 0.3 in SQL, exactly, and in float64 it is not.
#
# </details>

# %% nbgrader={"grade": false, "grade_id": "boosted_to_sql", "locked": false, "schema_version": 3, "solution": true, "task": false}
def boosted_to_sql(trees: list, rate: float, base: float, columns: list[str], classes: np.ndarray):
    ### BEGIN SOLUTION
    def double(number) -> str:
        return f"CAST('{float(number)!r}' AS DOUBLE)"

    def word(label) -> str:
        return str(label) if classes.dtype.kind == "i" else "'" + label.replace("'", "''") + "'"

    def added(tree, node: int) -> str:
        if tree.left[node] == -1:
            return double(rate * tree.value[node])
        name = '"' + columns[tree.feature[node]].replace('"', '""') + '"'
        low = f"CAST({name} AS FLOAT) <= {double(tree.threshold[node])}"
        gap = f"({name} IS NULL OR isnan({name}))"
        test = f"{low} OR {gap}" if tree.missing_left[node] else f"{low} AND NOT {gap}"
        left, right = (added(tree, int(side[node])) for side in (tree.left, tree.right))
        return f"CASE WHEN {test} THEN {left} ELSE {right} END"

    score = " + ".join([double(base), *(added(tree, 0) for tree in trees)])
    no, yes = map(word, classes)
    return Scored(score, f"CASE WHEN {score} >= 0 THEN {yes} ELSE {no} END")
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "boosted_to_sql-examples", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
def examples():
    from warehouse.checks import Exercise, fields, run, same
    from warehouse.machine_learning import engine

    exercise = Exercise("boosted_to_sql", "machine_learning", section="Sums have an order",
                        graded="sums to the last bit, scores of 0, trees as in exercise 2, odd "
                               "names, labels and numbers, a model of scikit-learn")
    leaf = Tree(np.array([-2]), np.array([-2.0]), np.array([-1]), np.array([-1]),
                np.array([False]), np.array([0.5]))

    @exercise.check("the example worked by hand")
    def by_hand():
        trees = [leaf, leaf._replace(value=np.array([-0.25]))]
        got = run(boosted_to_sql, trees, 0.1, -1, ["age"], np.array(["stay", "churn"]))
        score, label = fields(got, Scored)
        rows = np.array([[1.0, 2.0]])
        due = [(-1 + 0.1 * 0.5) + 0.1 * -0.25] * 2
        same(engine.answers(score, ["age"], rows).to_pylist(), due, "the scores")
        same(engine.answers(label, ["age"], rows).to_pylist(), ["stay", "stay"], "the labels")

    exercise.examples()


examples()


# %% nbgrader={"grade": true, "grade_id": "boosted_to_sql-checks", "locked": true, "points": 15, "schema_version": 3, "solution": false, "task": false}
# Exercise 4, graded checks (15 points): they are filled in when the lab is graded.
### BEGIN HIDDEN TESTS
def graded_checks():
    from solutions.machine_learning.checks import boosted, trained
    from warehouse.checks import Exercise, generator

    exercise = Exercise("boosted_to_sql", "machine_learning", section="Sums have an order")
    rng = generator("boosted_to_sql", "models")

    @exercise.check("sums of a few trees, and of forty, to the last bit", points=4,
                    obligations="sum exact many label double")
    def sums():
        boosted.expect_scores(boosted_to_sql, boosted.sums(rng))

    @exercise.check("each tree as it was trained: beside its thresholds, missing, inf; scikit-learn's",
                    points=5, obligations="trees")
    def as_trained():
        boosted.expect_scores(boosted_to_sql, boosted.as_trained(rng))
        boosted.expect_as_peer(boosted_to_sql, trained.boosted())

    @exercise.check("scores of 0, and those that one order makes 0", points=2, obligations="zero")
    def zero():
        boosted.expect_scores(boosted_to_sql, boosted.around_zero())

    @exercise.check("a model without trees", points=1, obligations="none double")
    def none():
        boosted.expect_scores(boosted_to_sql, boosted.without_trees())

    @exercise.check("rates and bases of all kinds", points=1, obligations="numbers")
    def numbers():
        boosted.expect_scores(boosted_to_sql, boosted.odd_numbers(rng))

    @exercise.check("quotes in names and in texts of labels, and labels in 64 bits", points=1,
                    obligations="quoted")
    def quoted():
        boosted.expect_scores(boosted_to_sql, boosted.quoted(rng))

    exercise.laws(points=1, obligations="apart")
    return exercise.score()


graded_checks()
### END HIDDEN TESTS

# %% tags=["skip-execution"]
# How the scores of some customers grow from tree to tree, in the warehouse.
views.scores(boosted_to_sql)


# %% [markdown]
# ## 5. The life of a model
#
# **Why.** A training takes an hour. The statement that begins it returns at once, and people go on asking. What they get meanwhile must be the old model, whole, until the new one is; and if the training fails, they should not notice.
#
# **What holds.** Invariant 5 of the chapter, of a name one model answers, and it changes in one step, to one that has been trained to its end; and invariant 6, a training that failed, or that nobody wants any more, changes nothing that answers.
#
# **Write** a class `ModelRegistry()`. Somebody else trains; your class is told what happens. Names and reasons are texts.
#
# - `create(name) -> int`: a training for that name begins, and this is its number: 1 for the first, and so on, over all names, none twice, whatever is dropped. <!-- must: numbers --> Is there a training of this name that runs, it is refused: `ConflictError` whose message contains the name. <!-- must: one_training -->
# - `trained(number, model) -> bool`: that training has ended, and its model answers from now on, in place of an older one of that name. <!-- must: answers --> A model can be anything: 0 and `None` are models. <!-- must: anything --> It is handed on, and not looked at.
# - `failed(number, reason) -> bool`: that training has failed. If an older model answers, it goes on. <!-- must: old_stays -->
# - Both return True; but if no training of that number runs (it never began, has ended, or its name was dropped), they return False and change nothing. <!-- must: late --> Trainings of several names run at once and end in any order. <!-- must: any_order -->
# - `function(name)`: the model that answers, <!-- must: old_answers --> the old one while a new one is trained. If none does, `NotReady` whose message contains the name. <!-- must: not_ready -->
# - `functions() -> list`: all names, sorted as Python sorts texts, also those that cannot answer yet, or whose first training failed. <!-- must: visible -->
# - `state(name) -> ModelState`: <!-- must: state --> `ModelState(state, version, training, reason)`, as its docstring says. `state` is `"READY"` if a model answers; if not, `"TRAINING"` if a training runs, and otherwise `"FAILED"`. <!-- must: words --> `reason` stays until another training has *ended* well, or failed for another reason. <!-- must: reason -->
# - `drop(name)`: the name is gone, and what it answered. Returns the number of its training that runs, so that somebody can stop it, or `None`. <!-- must: drop --> After another `create` it is a new name, of which nothing is known. <!-- must: anew -->
# - `function`, `state` and `drop` of a name that is not there: `LookupError` whose message contains it. <!-- must: unknown --> What is refused changes nothing, and takes no number. <!-- must: refused -->
# - Two registries have nothing in common, and a list that was given out is your caller's. <!-- must: apart -->
#
# **By hand.** `create("churn")` is 1, and `function("churn")` raises `NotReady`. `trained(1, "m1")` is True. `create("churn")` is 2, `function("churn")` is `"m1"`, `state("churn")` is `ModelState("READY", 1, 2, None)`. `failed(2, "no memory")` is True, and the state is `ModelState("READY", 1, None, "no memory")`. `trained(2, "m2")` is False.
#
# <details><summary>Hint</summary>
#
# Two dicts: of each name what is known, and of each training that runs its name. A drop takes its entry out of the second, too.
#
# </details>

# %% nbgrader={"grade": false, "grade_id": "model_registry", "locked": false, "schema_version": 3, "solution": true, "task": false}
class ModelRegistry:
    def __init__(self):
        ### BEGIN SOLUTION
        self.begun = 0
        self.running: dict[int, str] = {}  # trainings, with the name that each is for
        self.known: dict[str, dict] = {}
        ### END SOLUTION

    def create(self, name: str) -> int:
        ### BEGIN SOLUTION
        its = self.known.get(name, {"version": None, "training": None, "reason": None})
        if its["training"] is not None:
            raise ConflictError(f"{name} is in training already, by number {its['training']}")
        self.begun += 1
        self.known[name] = its | {"training": self.begun}
        self.running[self.begun] = name
        return self.begun
        ### END SOLUTION

    def trained(self, number: int, model: object) -> bool:
        ### BEGIN SOLUTION
        name = self.running.pop(number, None)
        if name is None:
            return False
        its = {"version": number, "training": None, "reason": None, "model": model}
        self.known[name] = its
        return True
        ### END SOLUTION

    def failed(self, number: int, reason: str) -> bool:
        ### BEGIN SOLUTION
        name = self.running.pop(number, None)
        if name is None:
            return False
        self.known[name] |= {"training": None, "reason": reason}
        return True
        ### END SOLUTION

    def function(self, name: str) -> object:
        ### BEGIN SOLUTION
        its = self.found(name)
        if its["version"] is None:
            raise NotReady(f"{name} cannot answer: {self.state(name).state}")
        return its["model"]
        ### END SOLUTION

    def functions(self) -> list[str]:
        ### BEGIN SOLUTION
        return sorted(self.known)
        ### END SOLUTION

    def state(self, name: str):
        ### BEGIN SOLUTION
        its = self.found(name)
        if its["version"] is not None:
            word = "READY"
        else:
            word = "FAILED" if its["training"] is None else "TRAINING"
        return ModelState(word, its["version"], its["training"], its["reason"])
        ### END SOLUTION

    def drop(self, name: str) -> int | None:
        ### BEGIN SOLUTION
        training = self.found(name)["training"]
        del self.known[name]
        self.running.pop(training, None)
        return training

    def found(self, name: str) -> dict:
        if name not in self.known:
            raise LookupError(f"there is no model {name}")
        return self.known[name]
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "model_registry-examples", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
def examples():
    from warehouse.checks import Exercise, raises, run, same

    exercise = Exercise("model_registry", "machine_learning", section="While it is trained",
                        graded="lives of many names at once, trainings that end late, twice, or "
                               "after a drop, models that are 0 or None, reasons, refusals")

    @exercise.check("the example worked by hand")
    def by_hand():
        registry = run(ModelRegistry)
        same(run(registry.create, "churn"), 1, "the number of the training")
        raises(NotReady, registry.function, "churn", naming="churn")
        same(run(registry.trained, 1, "m1"), True)
        same(run(registry.create, "churn"), 2, "the number of the second training")
        same(run(registry.function, "churn"), "m1", "the model that answers")
        same(run(registry.state, "churn"), ModelState("READY", 1, 2, None), "the state")
        same(run(registry.failed, 2, "no memory"), True)
        same(run(registry.state, "churn"), ModelState("READY", 1, None, "no memory"), "the state")
        same(run(registry.trained, 2, "m2"), False, "what trained returned, too late")

    @exercise.check("a name that is not there")
    def unknown():
        raises(LookupError, run(ModelRegistry).state, "sales", naming="sales")

    exercise.examples()


examples()


# %% nbgrader={"grade": true, "grade_id": "model_registry-checks", "locked": true, "points": 15, "schema_version": 3, "solution": false, "task": false}
# Exercise 5, graded checks (15 points): they are filled in when the lab is graded.
### BEGIN HIDDEN TESTS
def graded_checks():
    from solutions.machine_learning.checks import lives, playing
    from warehouse.checks import Exercise, generator

    exercise = Exercise("model_registry", "machine_learning", section="While it is trained")
    rng, own = generator("model_registry", "lives"), "what came before decides"

    @exercise.check("trainings that end well: numbers, and which model answers", points=3,
                    obligations="numbers answers any_order old_answers anything")
    def answers():
        playing.expect(ModelRegistry, lives.answers(rng))

    @exercise.check("a training that fails while an older model answers", points=2,
                    obligations="old_stays")
    def fails():
        playing.expect(ModelRegistry, lives.fails(rng))

    @exercise.check("the four parts of a state, after every step", points=2,
                    obligations="state words reason")
    def states():
        playing.expect(ModelRegistry, lives.states(rng))

    @exercise.check("whole lives by chance, with drops, and news of earlier lives", points=1,
                    obligations="late any_order drop state")
    def mixed():
        playing.expect(ModelRegistry, lives.mixed(rng))

    @exercise.check("news of trainings that do not run", points=2, obligations="late")
    def late():
        playing.expect(ModelRegistry, lives.late(rng))

    @exercise.check("which names are visible", points=1, obligations="visible")
    def visible():
        playing.expect(ModelRegistry, lives.visible(rng))

    @exercise.check("names that are dropped, and made again", points=1, obligations="drop anew numbers")
    def dropped():
        playing.expect(ModelRegistry, lives.dropped(rng))

    @exercise.check("what is refused, and that it changed nothing", points=2,
                    obligations="one_training not_ready unknown refused")
    def refused():
        playing.expect(ModelRegistry, lives.refused(rng))

    methods = ("ModelRegistry", "create", "trained", "failed", "function", "functions", "state", "drop")
    exercise.laws(points=1, title="lists that were given out stay, and two registries keep apart",
                  may_differ=dict.fromkeys(methods, own), obligations="apart")
    return exercise.score()


graded_checks()
### END HIDDEN TESTS

# %% tags=["skip-execution"]
# A name through two trainings in a thread, and what it answers meanwhile.
views.life(ModelRegistry)


# %% [markdown]
# ## 6. When a model has become old
#
# **Why.** A model that was right in March is asked in November. Nothing in it has changed, and no error is raised; it is the customers who are others. Whether it still fits can be seen before anybody knows who left: the columns that come in look otherwise than those that it was trained on.
#
# **What holds.** Invariant 7 of the chapter, a model is only as good as what comes in is like what it was trained on, and that can be measured.
#
# **Write** two functions. `psi(expected, actual, bins=10) -> float`, the *population stability index* of a column:
#
# - `expected`: the column's values at the training; `actual`: its values today. Both are float64, finite or NaN, which is a missing value; neither is empty.
# - Bins come from `expected` alone. <!-- must: from_expected --> Sort those of its values that are not missing; be there `n`. Cut number `i`, for `i` from 1 to `bins - 1`, is the value at place `ceil(i * n / bins)`, counted from 1, in exact numbers. <!-- must: cuts --> Equal cuts are one. <!-- must: ties -->
# - A bin holds the values above the cut below it up to the cut above it, that one included; <!-- must: border --> the first has no bound below and the last none above. <!-- must: outside --> Missing values are one more bin, <!-- must: missing --> also if nothing else is there. <!-- must: all_missing -->
# - Of both, the share of each bin: values in it by all values, missing ones too. <!-- must: shares --> A share below 0.0001 counts as 0.0001. <!-- must: floor -->
# - The index is the sum over the bins of `(a - e) * ln(a / e)`, `a` and `e` being the actual and the expected share: <!-- must: sum --> a float, right to 1e-9. <!-- must: close -->
#
# `retrain(history) -> bool`: whether a model should be trained again.
#
# - `history`: the index of each day since the last training, a list. On a day without rows it is `None`, and such days count as if they had not been. <!-- must: no_rows -->
# - True if the last index is at least 0.25, <!-- must: high --> or if each of the last three is at least 0.1. <!-- must: three --> Otherwise False, also if there are fewer than three. <!-- must: few --> Neither function changes what it is given. <!-- must: apart -->
#
# **By hand.** `psi(np.arange(1.0, 5.0), np.array([1.0, 1.0, 9.0, 9.0]), 2)`: the cut is 2, both have one half on each side, 0.0. With `np.array([9.0, 9.0, 9.0, 1.0])` the shares are 1/4 and 3/4 against 1/2 and 1/2: -0.25 * ln 0.5 + 0.25 * ln 1.5 = 0.2747. `retrain([0.3, 0.12, None, 0.1, 0.11])` is True.
#
# **Bad input.** `bins` below 2: `ValueError` whose message contains it. <!-- must: bins --> An array without values: `ValueError` whose message contains `expected` or `actual`, the name of that one. <!-- must: empty -->
#
# <details><summary>Hint</summary>
#
# `-(-i * n // bins)` rounds up in whole numbers. `np.searchsorted` counts the cuts that lie below a value: look at its `side`.
#
# </details>

# %% nbgrader={"grade": false, "grade_id": "drift", "locked": false, "schema_version": 3, "solution": true, "task": false}
def psi(expected: np.ndarray, actual: np.ndarray, bins: int = 10) -> float:
    ### BEGIN SOLUTION
    if bins < 2:
        raise ValueError(f"{bins} bins tell nothing apart")
    for what, values in (("expected", expected), ("actual", actual)):
        if len(values) == 0:
            raise ValueError(f"{what} has no values")
    present = np.sort(expected[~np.isnan(expected)])
    places = [-(-number * len(present) // bins) for number in range(1, bins)]
    cuts = np.unique([present[place - 1] for place in places if len(present)])

    def shares(values: np.ndarray) -> np.ndarray:
        there = values[~np.isnan(values)]
        counts = np.bincount(np.searchsorted(cuts, there), minlength=len(cuts) + 1)
        counts = np.append(counts, len(values) - len(there))
        return np.maximum(counts / len(values), 0.0001)

    e, a = shares(expected), shares(actual)
    return float(((a - e) * np.log(a / e)).sum())
    ### END SOLUTION


def retrain(history: list) -> bool:
    ### BEGIN SOLUTION
    days = [index for index in history if index is not None]
    if not days:
        return False
    return bool(days[-1] >= 0.25 or (len(days) >= 3 and min(days[-3:]) >= 0.1))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "drift-examples", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
def examples():
    from warehouse.checks import Exercise, Wrong, raises, run, same

    exercise = Exercise("drift", "machine_learning", section="The customers of November",
                        graded="columns with ties, with values missing and values outside, many "
                               "numbers of bins, histories of all kinds, refusals")

    @exercise.check("the examples worked by hand")
    def by_hand():
        expected = np.arange(1.0, 5.0)
        same(run(psi, expected, np.array([1.0, 1.0, 9.0, 9.0]), 2), 0.0, "the index")
        got = run(psi, expected, np.array([9.0, 9.0, 9.0, 1.0]), 2)
        if abs(got - 0.25 * math.log(3)) > 1e-9:
            raise Wrong("the index", str(0.25 * math.log(3)), str(got))

    @exercise.check("a history worked by hand")
    def history():
        same(run(retrain, [0.3, 0.12, None, 0.1, 0.11]), True)
        same(run(retrain, [0.3, 0.12]), False)

    @exercise.check("one bin")
    def one_bin():
        raises(ValueError, psi, np.array([1.0]), np.array([1.0]), 1, naming="1")

    exercise.examples()


examples()


# %% nbgrader={"grade": true, "grade_id": "drift-checks", "locked": true, "points": 13, "schema_version": 3, "solution": false, "task": false}
# Exercise 6, graded checks (13 points): they are filled in when the lab is graded.
### BEGIN HIDDEN TESTS
def graded_checks():
    from solutions.machine_learning.checks import drifting
    from warehouse.checks import Exercise, generator, raises

    exercise = Exercise("drift", "machine_learning", section="The customers of November")
    rng = generator("drift", "columns")

    @exercise.check("columns whose values are all different", points=3,
                    obligations="from_expected shares sum close outside floor")
    def columns():
        drifting.expect_index(psi, drifting.columns(rng))

    @exercise.check("which value is a cut, for sizes that the bins do not divide", points=2,
                    obligations="cuts border")
    def cuts():
        drifting.expect_index(psi, drifting.cuts(rng))

    @exercise.check("ties, up to a column of one value", points=1, obligations="ties")
    def ties():
        drifting.expect_index(psi, drifting.ties(rng))

    @exercise.check("missing values, today or before, some or all", points=2,
                    obligations="missing all_missing")
    def missing():
        drifting.expect_index(psi, drifting.missing(rng))

    @exercise.check("histories, at the bars and beside them, with days of no rows", points=3,
                    obligations="high three few no_rows")
    def histories():
        drifting.expect_decisions(retrain, drifting.histories(rng))

    @exercise.check("too few bins and arrays of nothing: refused", points=1,
                    obligations="bins empty")
    def refused():
        for arguments, named in drifting.refused():
            raises(ValueError, psi, *arguments, naming=named)

    exercise.laws(points=1, obligations="apart")
    return exercise.score()


graded_checks()
### END HIDDEN TESTS

# %% tags=["skip-execution"]
# The index of each column by day, while what customers spend moves. Move it faster.
views.drifted(psi, retrain)

# %% [markdown]
# ## Where to go from here
#
# The chapter's last sections say where this stops working: models that are no trees, and a drift that no column shows. Save, and run
# `python -m autograder check labs/machine_learning`: 100 of 100.
