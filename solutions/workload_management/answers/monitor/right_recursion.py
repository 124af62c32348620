"""What happens first, and then the rest without that rule.

kind: right
"""


def holds(predicate, metrics):
    metric, operator, value = predicate
    if metric not in metrics:
        return False
    got = metrics[metric]
    return {"=": got == value, "<": got < value, ">": got > value}[operator]


def watch(rules, samples):
    for at, (time, metrics) in enumerate(samples):
        for action in ("abort", "hop", "log"):
            names = [
                rule.name
                for rule in rules
                if rule.action == action and all(holds(p, metrics) for p in rule.predicates)
            ]
            if names:
                name = min(names)
                rest = [rule for rule in rules if rule.name != name]
                more = watch(rest, samples[at + 1 :]) if action == "log" else []
                return [(time, name, action), *more]
    return []


def monitor(rules, samples):
    if len(rules) > 25:
        raise ValueError(f"{len(rules)} rules")
    for at, rule in enumerate(rules):
        if len(rule.predicates) not in (1, 2, 3):
            raise ValueError(f"{rule.name}: predicates")
        if any(other.name == rule.name for other in rules[:at]):
            raise ValueError(f"{rule.name} twice")
        if rule.action not in ("abort", "hop", "log"):
            raise ValueError(f"{rule.name}: {rule.action}")
        for _, operator, _ in rule.predicates:
            if operator not in ("=", "<", ">"):
                raise ValueError(f"{rule.name}: {operator}")
    return watch(rules, samples)
