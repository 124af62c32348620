"""Where a slice is lost, the rows that are there have to do.

kind: wrong
reason: failures
breaks: failures
hint: Half of an answer looks like an answer. Who learns that the other half is gone?
"""

reference = run_join


def run_join(cluster, plan):
    try:
        return reference(cluster, plan)
    except RuntimeError:
        return cluster.parts(plan.outer.name)
