"""Outer is balanced as it lies, so nothing is moved.

kind: wrong
reason: answers
hint: Balance is not enough: rows with equal keys must meet, or the join slice by slice misses most of them.
"""

def redistribute_skewed(cluster, outer, inner, on):
    return SkewedJoin(cluster.parts(outer.name), cluster.parts(inner.name))
