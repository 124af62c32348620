"""Rules are sorted once; the first that holds acts, and leaves the list.

kind: right
"""

import operator

OPERATORS = {"=": operator.eq, "<": operator.lt, ">": operator.gt}
ACTIONS = ["abort", "hop", "log"]


def monitor(rules, samples):
    if len(rules) > 25:
        raise ValueError(f"{len(rules)} are too many")
    seen = set()
    for rule in rules:
        fine = 0 < len(rule.predicates) < 4 and rule.action in ACTIONS and rule.name not in seen
        if not fine or {operator for _, operator, _ in rule.predicates} - set(OPERATORS):
            raise ValueError(f"cannot use {rule.name}")
        seen.add(rule.name)
    left = sorted(rules, key=lambda rule: (ACTIONS.index(rule.action), rule.name))
    told = []
    for time, metrics in samples:
        for rule in left:
            if all(m in metrics and OPERATORS[o](metrics[m], v) for m, o, v in rule.predicates):
                told.append((time, rule.name, rule.action))
                left.remove(rule)
                break
        if told and told[-1][2] != "log":
            return told
    return told
