"""Climbs from an object that a test lends, by its public attributes, to the test's frames and globals.

must: nothing of the test process but what was lent can be reached
earns: 0
lab: zone_maps
exercises: scan
"""

CELLS = {
    "scan": r"""
def climb(end, number):
    for path in (
        ["gi_frame", "f_globals"],
        ["gi_frame", "f_back", "f_builtins"],
        ["tb_frame"],
        ["f_globals"],
        ["func_globals"],
        ["mro"],
    ):
        at = number
        for name in path:
            found = end.ask(["get", at, name])
            print(number, name, str(found)[:300])
            at = getattr(found, "_number", None)
            if at is None:
                break


def scan(table, predicates, columns):
    end = getattr(table, "_end", None)
    if end is not None:
        for step in (lambda: iter(table.column_names), lambda: iter(table.zones), lambda: iter(table)):
            try:
                step()
            except Exception as error:
                print(error)
        for number in range(1, 40):
            try:
                climb(end, number)
            except Exception as error:
                print(number, type(error).__name__, str(error)[:100])
    return table.schema.empty_table()
"""
}
