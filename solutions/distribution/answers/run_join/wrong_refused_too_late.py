"""The label is looked at when the pieces have been cut.

kind: wrong
reason: refuses
breaks: refuses
hint: What have the slices done by the time that you find out that there is no such label?
"""

reference = run_join


def run_join(cluster, plan):
    if plan.label not in ("DS_DIST_NONE", "DS_DIST_ALL_NONE", "DS_DIST_INNER", "DS_DIST_OUTER", "DS_BCAST_INNER",
                          "DS_DIST_BOTH", "DS_DIST_ALL_INNER"):
        hashed_anew(cluster, cluster.parts(plan.inner.name), plan.on[1])
    return reference(cluster, plan)
