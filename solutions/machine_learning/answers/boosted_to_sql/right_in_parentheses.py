"""Parentheses around each step, the rate multiplied in SQL, sides told by a function of their own.

kind: right
"""

from warehouse.machine_learning.records import Scored


def boosted_to_sql(trees, rate, base, columns, classes):
    def sql_number(x):
        return "'" + repr(float(x)) + "'::DOUBLE"

    def side(tree, node):
        if tree.left[node] < 0:
            return sql_number(tree.value[node])
        column = columns[tree.feature[node]].replace('"', '""')
        x = f'nullif("{column}"::REAL, \'NaN\'::REAL)'
        stays = "true" if tree.missing_left[node] else "false"
        goes = f"coalesce({x} <= {sql_number(tree.threshold[node])}, {stays})"
        return f"if({goes}, {side(tree, tree.left[node])}, {side(tree, tree.right[node])})"

    total = sql_number(base)
    for tree in trees:
        total = f"({total} + {sql_number(rate)} * {side(tree, 0)})"
    if classes.dtype.kind == "U":
        labels = ["'" + one.replace("'", "''") + "'" for one in classes.tolist()]
    else:
        labels = [f"'{one}'::BIGINT" for one in classes.tolist()]
    return Scored(total, f"if({total} < 0, {labels[0]}, {labels[1]})")
