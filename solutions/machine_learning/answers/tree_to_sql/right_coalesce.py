"""From the leaves upwards, without recursion, with NaN made null and the answer of a null put in by coalesce.

kind: right
"""


def tree_to_sql(tree, columns, classes):
    texts = classes.dtype.kind == "U"
    order, waiting = [], [0]
    while waiting:
        node = waiting.pop()
        order.append(node)
        if tree.left[node] != -1:
            if not 0 <= tree.feature[node] < len(columns):
                raise ValueError(f"there is no column {tree.feature[node]}")
            waiting += [int(tree.left[node]), int(tree.right[node])]
    said = {}
    for node in reversed(order):
        if tree.left[node] == -1:
            label = classes[tree.value[node]]
            said[node] = "'" + label.replace("'", "''") + "'" if texts else f"{label}"
            continue
        name = '"' + columns[tree.feature[node]].replace('"', '""') + '"'
        low = f"nullif({name}, 'nan'::double)::real <= double '{tree.threshold[node]}'"
        left, right = said[int(tree.left[node])], said[int(tree.right[node])]
        otherwise = str(bool(tree.missing_left[node])).lower()
        said[node] = f"case coalesce({low}, {otherwise}) when true then {left}\nelse {right} end"
    return said[0]
