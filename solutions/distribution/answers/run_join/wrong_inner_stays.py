"""With DS_DIST_ALL_INNER the last slice's inner rows stay where more than two have some.

kind: wrong
reason: labels
breaks: rows
hint: The label says that all of inner goes to one slice. Whose inner rows does slice 0 see?
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
        inner = [cluster.run(0, together, *inner[:2]), *inner[1:]]
    if plan.outer.style == ALL:
        outer = [outer[0], *(cluster.run(s, no_rows, outer[s]) for s in slices[1:])]
    return [cluster.run(s, joined, outer[s], inner[s], outer_key, inner_key) for s in slices]
