"""The result is brought to the leader and loaded again.

kind: wrong
reason: stays
breaks: stays
hint: A result of a million rows that nobody asked to see should stay where it was made. Return the parts.
"""

def run_join(cluster, plan):
    outer, inner = cluster.parts(plan.outer.name), cluster.parts(plan.inner.name)
    outer_key, inner_key = plan.on
    slices = range(cluster.slices)
    label = plan.label
    if label not in ("DS_DIST_NONE", "DS_DIST_ALL_NONE", "DS_DIST_INNER", "DS_DIST_OUTER", "DS_BCAST_INNER", "DS_DIST_BOTH",
                     "DS_DIST_ALL_INNER"):
        raise ValueError(f"unknown label {label}")
    if label in ("DS_DIST_OUTER", "DS_DIST_BOTH"):
        outer = hashed_anew(cluster, outer, outer_key)
    if label in ("DS_DIST_INNER", "DS_DIST_BOTH"):
        inner = hashed_anew(cluster, inner, inner_key)
    if label == "DS_BCAST_INNER":
        inner = [cluster.run(s, together, *inner) for s in slices]
    if label == "DS_DIST_ALL_INNER":
        inner = [cluster.run(0, together, *inner), *inner[1:]]
    if plan.outer.style == ALL:
        outer = [outer[0], *(cluster.run(s, no_rows, outer[s]) for s in slices[1:])]
    parts = [cluster.run(s, joined, outer[s], inner[s], outer_key, inner_key) for s in slices]
    return cluster.load("collected", cluster.fetch(parts))
