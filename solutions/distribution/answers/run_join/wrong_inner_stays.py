"""With DS_DIST_ALL_INNER each slice keeps its inner rows, and slice 0 joins only its own.

kind: wrong
reason: labels
breaks: rows
hint: The label says that all of inner goes to one slice. Which inner rows does slice 0 see?
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
        pass
    if plan.outer.style == ALL:
        outer = [outer[0], *(cluster.run(s, no_rows, outer[s]) for s in slices[1:])]
    return [cluster.run(s, joined, outer[s], inner[s], outer_key, inner_key) for s in slices]
