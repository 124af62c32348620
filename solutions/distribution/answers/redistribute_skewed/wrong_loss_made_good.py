"""Where a slice is lost, the tables are left as they lie.

kind: wrong
reason: failures
breaks: failures
hint: What lies where it lay cannot be joined slice by slice. Who is told?
"""

reference = redistribute_skewed


def redistribute_skewed(cluster, outer, inner, on):
    try:
        return reference(cluster, outer, inner, on)
    except RuntimeError:
        return SkewedJoin(cluster.parts(outer.name), cluster.parts(inner.name))
