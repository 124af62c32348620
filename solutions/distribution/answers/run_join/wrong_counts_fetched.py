"""The leader asks how many rows there are when it has done.

kind: wrong
reason: stays
breaks: stays
hint: A count is small, and the leader waits for every slice to answer. Does the plan need it?
"""

reference = run_join


def run_join(cluster, plan):
    parts = reference(cluster, plan)
    cluster.fetch([cluster.run(part.slice, len, part) for part in cluster.parts(plan.inner.name)])
    return parts
