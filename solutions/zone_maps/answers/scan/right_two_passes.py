"""First the blocks that may match, then the masks of all of them, then what is shown; no short cut within a block.

kind: right
"""

import functools


def scan(table, predicates, columns):
    missing = ({p.column for p in predicates} | set(columns)) - set(table.schema.names)
    if missing:
        raise ValueError(f"no such columns: {sorted(missing)}")
    candidates = set(range(table.num_blocks))
    for column, op, value in predicates:
        zones = table.zones.get(column)
        if zones is not None:
            candidates &= {block for block, zone in enumerate(zones) if prune(zone, op, value)}
    out = {name: [] for name in dict.fromkeys(columns)}
    for block in sorted(candidates):
        get = functools.cache(lambda name, block=block: table.read(name, block))
        if not predicates:
            for name in out:
                out[name].append(get(name))
            continue
        masks = [row_mask(get(column), op, value) for column, op, value in predicates]
        mask = functools.reduce(pc.and_, masks)
        if mask.true_count:
            for name in out:
                out[name].append(pc.array_filter(get(name), mask))
    arrays = [pa.chunked_array(out[name], table.schema.field(name).type) for name in columns]
    return pa.Table.from_arrays(arrays, names=list(columns))


def row_mask(array, op, value):
    """True or False for every row, never null."""
    if op == "is_null":
        return array.is_null()
    if op == "is_not_null":
        return array.is_valid()
    if op == "in":
        none = pa.array(np.zeros(len(array), bool))
        for v in value:
            none = pc.or_(none, row_mask(array, "=", v))
        return none
    if op == "between":
        low, high = value
        return pc.and_(row_mask(array, ">=", low), row_mask(array, "<=", high))
    if value is None or value != value:
        return pa.array(np.zeros(len(array), bool))
    compare = {"=": pc.equal, "<>": pc.not_equal, "<": pc.less, "<=": pc.less_equal, ">": pc.greater, ">=": pc.greater_equal}[op]
    mask = compare(array, pa.scalar(value, array.type))
    if pa.types.is_floating(array.type):
        mask = pc.and_(mask, pc.invert(pc.is_nan(array)))
    return mask.fill_null(False) if mask.null_count else mask
