"""One predicate after the other goes through all paths that are left.

kind: right
"""
import re


def prune_partitions(paths, predicates, types):
    tests = {
        "=": lambda order: order == 0,
        "<": lambda order: order < 0,
        "<=": lambda order: order <= 0,
        ">": lambda order: order > 0,
        ">=": lambda order: order >= 0,
    }
    wrong = [predicate.op for predicate in predicates if predicate.op not in tests]
    if wrong:
        raise ValueError("unknown: " + ", ".join(wrong))
    read = []
    for path in paths:
        folders = re.findall(r"([^/]*)/", path)
        pairs = [folder.split("=", 1) for folder in folders if "=" in folder]
        pairs = [(unquote(column), unquote(text)) for column, text in pairs]
        found = {}
        for column, text in pairs:
            if column not in types:
                continue
            if text == "__HIVE_DEFAULT_PARTITION__":
                found[column] = None
            elif types[column] == "int":
                try:
                    found[column] = int(text)
                except ValueError:
                    raise ValueError(f"no number in {path}") from None
            elif types[column] == "date":
                try:
                    found[column] = datetime.date.fromisoformat(text)
                except ValueError as error:
                    raise ValueError(f"no date in {path}") from error
            else:
                found[column] = text
        read.append((path, found))
    for column, op, value in predicates:
        left = []
        for path, found in read:
            if column in found:
                its = found[column]
                if its is None or not tests[op]((its > value) - (its < value)):
                    continue
            left.append((path, found))
        read = left
    return [path for path, _ in read]
