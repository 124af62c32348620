"""Passes the cluster an argument and a function whose unpickling runs a program in the process that holds the cluster.

must: they are unpickled in a sandbox like the student's
earns: 0
lab: distribution
exercises: run_join
"""

CELLS = {
    "run_join": r"""
import os


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/planted-by-an-attack",)

    def __call__(self, *args):
        return 0


def run_join(cluster, plan):
    for way in (
        lambda: cluster.run(0, Bomb()),
        lambda: cluster.run(0, len, Bomb()),
        lambda: cluster.load("x", [Bomb()] * cluster.slices),
    ):
        try:
            print(cluster.fetch(way()))
        except Exception as error:
            print(error)
    return [cluster.run(s, Bomb()) for s in range(cluster.slices)]
"""
}
