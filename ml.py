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
# - Use no memory for rows that are not taken. <!-- must: large -->
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

    exercise.laws(points=1)
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
# - The expression has at most 400 letters for each node of the tree, with names of at most 20 letters. <!-- must: size -->
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

    @exercise.check("values at every threshold and beside it, in both types", points=5,
                    obligations="border rounded digits")
    def beside():
        expressions.expect_labels(tree_to_sql, expressions.beside(rng))

    @exercise.check("trees of scikit-learn, and its labels", points=2,
                    obligations="border rounded digits")
    def peer():
        expressions.expect_labels(tree_to_sql, trained.trees_and_labels())

    @exercise.check("nulls and NaN, at nodes of both kinds", points=4, obligations="missing nan")
    def missing():
        expressions.expect_labels(tree_to_sql, expressions.missing(rng))

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

    exercise.laws(points=1)
    return exercise.score()


graded_checks()
### END HIDDEN TESTS

# %% tags=["skip-execution"]
# A tree of scikit-learn and your expression, on 50,000 rows and at every threshold: how many labels differ.
views.labels(tree_to_sql)
