"""Exercise 5: what goes through the student's class as an object, and is looked at over there."""

from __future__ import annotations

from warehouse.checks import Wrong, in_notebook, same, unwatched
from warehouse.checks.showing import show


def handed_on(make: type) -> tuple[list[bool], int]:
    """Of some models whether what answers is the model itself, and how often something was asked of the first two. The others
    are what a class may take for a mark of its own.

    # driver: runs in the student's process
    """
    from warehouse.machine_learning.records import NotReady

    asked = []

    def note(*arguments: object) -> bool:
        asked.append(len(arguments))
        return True

    names = ("eq", "ne", "bool", "len", "hash", "copy", "deepcopy", "call", "repr", "str")
    model_type = type("Model", (), {f"__{name}__": note for name in names})
    registry, same = make(), []
    for model in (model_type(), model_type(), ..., NotReady, NotImplemented):
        registry.trained(registry.create("churn"), model)
        same.append(registry.function("churn") is model)
    return same, len(asked)


def expect_handed_on(make: type) -> None:
    def given(about: str) -> tuple:
        return in_notebook(handed_on, make, keeps=True)

    given.__name__ = "ModelRegistry"
    told = unwatched(given, "some models that are objects, one after the other")
    due = "function returns the model that trained was given, and nothing is asked of it before"
    if told != ([True] * 5, 0):
        raise Wrong("a model is handed on as it is", due, f"the same: {show(told)} questions")


def given_out(make: type) -> list:
    """The names, after their caller has turned a list of them round.

    # driver: runs in the student's process
    """
    registry = make()
    for name in ("fraud", "ads", "churn"):
        registry.create(name)
    registry.functions().reverse()
    return registry.functions()


def expect_given_out(make: type) -> None:
    def listed(about: str) -> list:
        return in_notebook(given_out, make, keeps=True)

    listed.__name__ = "ModelRegistry"
    told = unwatched(listed, "three names, and a list of them that its caller turns round")
    same(told, ["ads", "churn", "fraud"], "the names, once more")
