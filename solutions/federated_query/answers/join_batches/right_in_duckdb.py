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
        on = "here.k = there.k"
        if pa.types.is_floating(here["k"].type) != pa.types.is_floating(there["k"].type):
            # as floats, two whole numbers may be one; as whole numbers, 1.5 is one, too
            on += " and try_cast(here.k as hugeint) = try_cast(there.k as hugeint)"
        for g, s in con.execute(f"select g, coalesce(sum(v), 0) from here join there on {on} group by 1").fetchall():
            out[g] = out.get(g, 0) + s
