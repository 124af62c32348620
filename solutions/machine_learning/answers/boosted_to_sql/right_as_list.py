"""A list of what each tree adds, added up by list_reduce, in its order.

kind: right
"""

from warehouse.machine_learning.records import Scored


def boosted_to_sql(trees, rate, base, columns, classes):
    def real(number):
        return f"double '{float(number)}'"

    def quoted(text, mark):
        return mark + text.replace(mark, 2 * mark) + mark

    def ways(tree):
        found, waiting = [], [(0, [])]
        while waiting:
            node, before = waiting.pop()
            if tree.left[node] == -1:
                said = real(rate * tree.value[node])
                found.append(f"when {' and '.join(before) or 'true'} then {said}")
                continue
            name = quoted(columns[tree.feature[node]], '"')
            gone = f"({name} is null or isnan({name}))"
            low = f"{name}::real <= {real(tree.threshold[node])}"
            low = f"({gone} or {low})" if tree.missing_left[node] else f"(not {gone} and {low})"
            waiting.append((int(tree.left[node]), [*before, low]))
            waiting.append((int(tree.right[node]), [*before, f"not {low}"]))
        return f"case {' '.join(found)} end"

    steps = ", ".join([real(base), *map(ways, trees)])
    score = f"list_reduce([{steps}], lambda x, y: x + y)"
    words = [quoted(one, "'") if isinstance(one, str) else str(one) for one in classes.tolist()]
    return Scored(score, f"case when {score} >= 0 then {words[1]} else {words[0]} end")
