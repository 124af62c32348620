"""Exercise 5: histories of questions, rights, rules and changes, what a cache must answer at each step, and how often
something had to be run.

Histories are played in the student's process; what came back is judged here, beside a warehouse and a memory of the
judge's own.
"""

from __future__ import annotations

from collections.abc import Callable

from solutions.security.checks import histories
from solutions.security.checks.histories import History
from warehouse.checks import Wrong, in_notebook, raises, same, unwatched
from warehouse.checks import calls as called
from warehouse.security.engine import Warehouse


class Memory:
    """The judge's: what is remembered, by the text that was run."""

    def __init__(self, capacity: int):
        self.capacity, self.texts = capacity, []
        self.versions: dict[str, tuple] = {}

    def hits(self, text: str, versions: tuple) -> bool:
        return text in self.texts and self.versions[text] == versions

    def put(self, text: str, versions: tuple) -> None:
        if text in self.texts:
            self.texts.remove(text)
        self.texts.append(text)
        self.versions[text] = versions
        del self.texts[: max(0, len(self.texts) - self.capacity)]


def happens(warehouse: Warehouse, kind: str, *rest: object) -> bool:
    """What others do to a warehouse between two questions; False where a step is none of this.

    # driver: runs in the student's process
    """
    if kind == "change":
        warehouse.change(rest[0])
    elif kind == "grant":
        warehouse.rights.add((rest[0], rest[1]))
    elif kind == "revoke":
        warehouse.rights.discard((rest[0], rest[1]))
    elif kind == "rule":
        warehouse.rules[rest[0], rest[1]] = rest[2]
    elif kind == "fails":
        warehouse.fails = rest[0]
    else:
        return False
    return True


def play(make: Callable, histories: list[tuple], warehouse_class: type) -> list[list[tuple]]:
    """Of every history and each question in it: the rows, or the names of the error and of its parents, its text, and
    what was run.

    # driver: runs in the student's process
    """
    told = []
    for capacity, versions, rights, rules, steps in histories:
        warehouse = warehouse_class(versions, rights, rules)
        results, answers = make(warehouse, capacity), []

        def changes_once(table, house=warehouse):
            def meanwhile():
                house.change(table)
                house.meanwhile = lambda: None

            return meanwhile

        for kind, *rest in steps:
            if happens(warehouse, kind, *rest):
                continue
            if kind == "meanwhile":
                warehouse.meanwhile = changes_once(rest[0])
            else:
                before, rows, errors, text = len(warehouse.ran), None, [], ""
                try:
                    rows = results.answer(*rest)
                except Exception as error:
                    if type(error) is NotImplementedError:
                        raise
                    errors, text = [one.__name__ for one in type(error).__mro__], str(error)[:500]
                plain = rows if type(rows) is not list else [*rows]
                if type(rows) not in (list, tuple, type(None)):
                    plain = f"(a {type(rows).__name__})"
                answers.append((plain, errors, text, warehouse.ran[before:]))
        told.append(answers)
    return told


def expect(make: Callable, given: list[History]) -> None:
    """At each question the rows of now, or the refusal; and a run exactly where nothing right is remembered."""

    def played(about: str) -> object:
        return in_notebook(play, make, [tuple(one) for one in given], Warehouse, keeps=True)

    played.__name__ = "Results"
    found = []
    for one, answers in zip(given, unwatched(played, f"{len(given)} histories")):
        try:
            _judge(one, answers)
        except Wrong as wrong:
            found.append(wrong)
    if found:
        raise min(found, key=lambda wrong: len(wrong.given))


def expect_errors(make: Callable) -> None:
    """Runs that fail, and a capacity that there is not."""
    expect(make, histories.failing())
    for capacity in (-1, -20):
        raises(ValueError, make, None, capacity, naming=str(capacity))


def _judge(history: History, answers: list[tuple]) -> None:
    warehouse = Warehouse(history.versions, history.rights, history.rules)
    memory, left = Memory(history.capacity), list(answers)
    told, later = [f"capacity {history.capacity}, rules {history.rules}"], []
    for kind, *rest in history.steps:
        told.append(" ".join(map(str, (kind, *rest))))
        if happens(warehouse, kind, *rest):
            continue
        if kind == "meanwhile":
            later.append(rest[0])
        else:
            ran = _look(warehouse, memory, *rest, left.pop(0), "\n".join(told[-30:]))
            if ran:
                for table in later[-1:]:
                    warehouse.change(table)
                later.clear()


def _look(
    warehouse: Warehouse, memory: Memory, user: str, sql: str, answer: tuple, story: str
) -> bool:
    """Judges one answer; returns whether something was run that came to its end."""
    got, errors, text_of_error, ran = answer
    called.calls.text = story
    missing = [table for table in warehouse.tables(sql) if (user, table) not in warehouse.rights]
    text = warehouse.rewrite(user, sql)
    reads = warehouse.tables(text)
    versions = tuple(warehouse.versions[table] for table in reads)
    rows = [(table, warehouse.versions[table]) for table in reads]
    rows += [("text", part) for part in text.split("'")[1::2]]
    hit = memory.hits(text, versions)
    fails = warehouse.fails is not None and warehouse.fails in text and not hit
    raised = f"{errors[0]}: {text_of_error}" if errors else f"it was answered: {got}"
    if missing:
        due = f"{user} may not read {missing[0]}"
        if "Refused" not in errors or due not in text_of_error:
            raise Wrong("this question must be refused", f"Refused: {due}", raised, story)
        same(ran, [], "what was run for a question that is refused")
        return False
    if fails:
        if "RuntimeError" not in errors:
            raise Wrong("an error of run comes out", "RuntimeError", raised, story)
        return False
    if errors:
        raise Wrong("this question must be answered", f"{rows}", raised, story)
    same(got, rows, "the rows")
    if hit and ran:
        raise Wrong("this was in memory, and was run all the same", "no run", f"run: {ran}", story)
    if not hit:
        same(ran, [text], "what was run")
    memory.put(text, versions)
    return not hit


def spoiled(make: Callable) -> list:
    """What is answered when lists were changed that were given out, that the warehouse gave, and of two objects.

    # driver: runs in the student's process
    """

    class Small:
        def __init__(self):
            self.rows, self.count = [("a", 1), ("b", 2)], 0

        def tables(self, text):
            return ["orders"]

        def may(self, user, table):
            return True

        def rewrite(self, user, sql):
            return sql

        def version(self, table):
            return int("1000")  # equal numbers, and no two of them one object

        def run(self, text):
            self.count += 1
            return self.rows

    told = []
    small = Small()
    one = make(small, 3)
    first = one.answer("ann", "x")
    first.append("changed by its owner")
    told.append(list(one.answer("ann", "x")))
    second = one.answer("ann", "x")
    second.clear()
    told.append(list(one.answer("ann", "x")))
    small.rows.append("changed by the warehouse")
    told.append(list(one.answer("ann", "x")))
    told.append(small.count)
    others = Small()
    others.rows = [("of another", 1)]
    two = make(others, 3)
    told.append(list(two.answer("ann", "x")))
    told.append(list(one.answer("ann", "x")))
    told.append(others.count)
    # a second object on the same warehouse
    three = make(others, 3)
    told.append(list(three.answer("ann", "x")))
    told.append(others.count)
    return told


def expect_apart(make: Callable) -> None:
    """Lists keep apart, and two objects."""

    def played(about: str) -> object:
        return in_notebook(spoiled, make, keeps=True)

    played.__name__ = "Results"
    got = unwatched(played, "lists that were given out are changed, and those of the warehouse")
    rows = [("a", 1), ("b", 2)]
    due = [rows, rows, rows, 1, [("of another", 1)], rows, 1, [("of another", 1)], 2]
    whats = ("the rows after the list that was given out first was changed",
             "the rows after the list that was given out second was changed",
             "the rows after the warehouse changed the list that it gave", "how often it was run",
             "the rows of a second object", "the rows of the first object after that",
             "how often the second one ran", "the rows of a third object, on the warehouse of the second",
             "how often that warehouse was asked by both")  # fmt: skip
    for its, right, what in zip(got, due, whats):
        try:
            same(its, right, what)
        except Wrong as wrong:
            wrong.given = what
            raise
