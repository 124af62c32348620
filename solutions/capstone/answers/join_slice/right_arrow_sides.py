"""Numbers of rows through Arrow's join, semi and anti by membership.

kind: right
"""


def join_slice(left, right, join):
    if join.kind not in plans.KINDS:
        raise ValueError(f"{join.kind!r} is not one of {plans.KINDS}")
    count = len(join.left_keys)
    names = [f"k{i}" for i in range(count)] or ["k0"]
    def side(rows, keys, number):
        columns = [rows[key] for key in keys] or [pa.array(np.zeros(len(rows), np.int64))]
        return pa.table([*columns, pa.array(np.arange(len(rows)))], names=[*names, number])
    met = side(left, join.left_keys, "mine").join(
        side(right, join.right_keys, "yours"), names, names, "inner", use_threads=False)
    mine, yours = met["mine"], met["yours"]
    if join.residual is not None:
        both = glued(left.take(mine), right.take(yours))
        keep = evaluate.value(join.residual, both)
        mine, yours = mine.filter(keep), yours.filter(keep)
    has = pc.is_in(pa.array(np.arange(len(left))), value_set=mine.combine_chunks())
    if join.kind == "semi":
        return left.filter(has)
    if join.kind == "anti":
        return left.filter(pc.invert(has))
    both = glued(left.take(mine), right.take(yours))
    if join.kind == "inner":
        return both
    rest = left.filter(pc.invert(has))
    nothing = pa.table([pa.nulls(len(rest), field.type) for field in right.schema], names=right.column_names)
    return pa.concat_tables([both, glued(rest, nothing)])


def glued(one, two):
    return pa.table(one.columns + two.columns, names=one.column_names + two.column_names)
