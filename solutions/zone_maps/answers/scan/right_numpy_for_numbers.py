"""Numbers without nulls are compared in numpy, everything else in Arrow.

kind: right
"""

import operator


def scan(table, predicates, columns):
    for name in [p.column for p in predicates] + list(columns):
        if name not in table.column_names:
            raise ValueError(f"unknown column {name!r}")
    batches = []
    schema = pa.schema([table.schema.field(name) for name in columns])
    for block in range(table.num_blocks):
        if any(p.column in table.zones and not prune(table.zones[p.column][block], p.op, p.value) for p in predicates):
            continue
        read = {}
        keep = None
        for p in predicates:
            if p.column not in read:
                read[p.column] = table.read(p.column, block)
            mask = mask_of(read[p.column], p.op, p.value)
            keep = mask if keep is None else keep & mask
        if keep is not None and not keep.any():
            continue
        rows = pa.array(np.flatnonzero(keep)) if keep is not None else None
        arrays = []
        for name in columns:
            array = read.get(name)
            if array is None:
                array = read[name] = table.read(name, block)
            arrays.append(array if rows is None else array.take(rows))
        batches.append(pa.record_batch(arrays, schema=schema))
    return pa.Table.from_batches(batches, schema)


NUMPY = {"=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
ARROW = {"=": "equal", "<>": "not_equal", "<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal"}


def mask_of(array, op, value):
    if op in ("is_null", "is_not_null"):
        return np.asarray(pc.is_null(array) if op == "is_null" else pc.is_valid(array))
    if op == "between":
        return mask_of(array, ">=", value[0]) & mask_of(array, "<=", value[1])
    if op == "in":
        found = np.zeros(len(array), bool)
        for v in value:
            found |= mask_of(array, "=", v)
        return found
    if value is None or value != value:
        return np.zeros(len(array), bool)
    if not array.null_count and pa.types.is_integer(array.type):
        return NUMPY[op](array.to_numpy(), value)
    if not array.null_count and pa.types.is_date32(array.type):
        return NUMPY[op](array.view(pa.int32()).to_numpy(), pa.scalar(value, array.type).cast(pa.int32()).as_py())
    mask = np.array(pc.fill_null(pc.call_function(ARROW[op], [array, pa.scalar(value, array.type)]), False))
    if pa.types.is_floating(array.type):
        mask &= ~np.array(pc.fill_null(pc.is_nan(array), True))
    return mask
