"""Both tables are brought to the leader and joined there.

kind: wrong
reason: stays
breaks: stays
hint: The leader is one process. The slices hold the rows and have the cores: send the work there.
"""

def run_join(cluster, plan):
    if not plan.label.startswith("DS_") or plan.label.endswith("SOME"):
        raise ValueError(plan.label)
    tables = []
    for table in (plan.outer, plan.inner):
        parts = cluster.fetch(cluster.parts(table.name))
        tables.append(parts[0] if table.style == ALL else pa.concat_tables(parts))
    answer = joined(*tables, *plan.on)
    return cluster.load("answer", [answer, *[answer.slice(0, 0)] * (cluster.slices - 1)])
