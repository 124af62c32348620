"""Only rules that stand next to each other are compared by their names.

kind: wrong
breaks: names
reason: refused
hint: Two rules have one name, and a third stands between them.
"""

import operator


SEVERITY = {"abort": 0, "hop": 1, "log": 2}
OPERATORS = {"=": operator.eq, "<": operator.lt, ">": operator.gt}


def monitor(rules: list, samples: list) -> list[tuple[float, str, str]]:
    refuse(rules)
    acted, taken = set(), []
    for time, metrics in samples:
        holding = [
            (SEVERITY[rule.action], rule.name, rule.action)
            for rule in rules
            if rule.name not in acted and all(holds(one, metrics) for one in rule.predicates)
        ]
        if not holding:
            continue
        _, name, action = min(holding)
        taken.append((time, name, action))
        if action != "log":
            break
        acted.add(name)
    return taken


def refuse(rules: list) -> None:
    if len(rules) > 25:
        raise ValueError(f"{len(rules)} rules, and at most 25 are allowed")
    before = None
    for rule in rules:
        if not 1 <= len(rule.predicates) <= 3:
            raise ValueError(f"rule {rule.name} has {len(rule.predicates)} predicates")
        if rule.action not in SEVERITY:
            raise ValueError(f"rule {rule.name}: there is no action {rule.action}")
        if any(sign not in OPERATORS for _, sign, _ in rule.predicates):
            raise ValueError(f"rule {rule.name}: an operator that there is not")
        if before is not None and rule.name == before.name:
            raise ValueError(f"two rules have the name {rule.name}")
        before = rule


def holds(predicate: tuple, metrics: dict) -> bool:
    metric, sign, value = predicate
    return metric in metrics and OPERATORS[sign](metrics[metric], value)
