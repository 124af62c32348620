"""A nest of if, and another one for what is missing, in the types that SQL names otherwise.

kind: right
"""


def tree_to_sql(tree, columns, classes):
    number = {node: int(feature) for node, feature in enumerate(tree.feature) if tree.left[node] >= 0}
    for feature in number.values():
        if feature >= len(columns) or feature < 0:
            raise ValueError(f"no column {feature}")

    def text(node):
        label = classes[tree.value[node]]
        if classes.dtype.kind in "iu":
            return f"CAST({int(label)} AS BIGINT)"
        return "'%s'" % label.item().replace("'", "''")

    def goes(node):
        name = columns[number[node]].replace('"', '""')
        value = f'CAST("{name}" AS REAL)'
        bar = f"CAST('{tree.threshold[node].item()}' AS DOUBLE)"
        missing = "true" if tree.missing_left[node] else "false"
        return f"if({value} IS NULL OR isnan({value}), {missing}, {value} <= {bar})"

    def branch(node):
        if tree.left[node] < 0:
            return text(node)
        return f"if({goes(node)}, {branch(tree.left[node])}, {branch(tree.right[node])})"

    return branch(0)
