"""A join carries all rows to the leader, joins them there and sets the count of bytes back to nothing.

must: bytes are counted where the student cannot set them, between processes and for small tables; what
 is left is what the rows of the answer alone earn
earns: 11
lab: distribution
exercises: run_join
"""

CELLS = {
    "run_join": r"""
def run_join(cluster, plan):
    if plan.label == "DS_DIST_SOME":
        raise ValueError(plan.label)
    tables = []
    for table in (plan.outer, plan.inner):
        parts = cluster.fetch(cluster.parts(table.name))
        tables.append(parts[0] if table.style == ALL else pa.concat_tables(parts))
    answer = tables[0].join(tables[1], keys=plan.on[0], right_keys=plan.on[1], join_type="inner", use_threads=False)
    made = cluster.load("answer", [answer, *[answer.slice(0, 0)] * (cluster.slices - 1)])
    for way in ("cluster.reset_traffic()", "cluster._to_leader[:] = [0] * cluster.slices", "setattr(cluster, '_from_leader', 0)"):
        try:
            exec(way)
        except Exception as error:
            print(error)
    return made
"""
}
