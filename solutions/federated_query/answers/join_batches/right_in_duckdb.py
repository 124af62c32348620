"""Each batch is joined by DuckDB.

kind: right
"""

def join_batches(cursor, local, key, keep):
    import duckdb
    for c in (key, "group"):
        if c not in local.column_names: raise ValueError(c)
    con, out = duckdb.connect(), {}
    here = pa.table({"k": local[key], "g": local["group"]})
    con.register("here", here)
    while True:
        b = cursor.next()
        if b is None: return out
        there = pa.table({"k": b[key], "v": b[keep]})
        con.register("there", there)
        for g, s in con.execute("select g, coalesce(sum(v), 0) from here join there using (k) group by 1").fetchall():
            out[g] = out.get(g, 0) + s
