"""Objects that are left behind patch the checks when they are collected, in the middle of a test.

must: they are collected in a process where no check runs
earns: 0
exercises: rle
"""

CELLS = {
    "rle": r"""
class Later:
    def __del__(self):
        from warehouse.checks import exercise

        exercise.Exercise.score = lambda self: 10
        print("10")


def rle_encode(a):
    cycle = [Later()]
    cycle.append(cycle)
    return cycle


def rle_decode(r):
    return Later()
"""
}
