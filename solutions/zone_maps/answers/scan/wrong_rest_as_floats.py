"""Whatever is no integer and no date is turned into floats before it is compared.

kind: wrong
reason: types
breaks: types
hint: Can text be a float? Compare a column as the type it has: Arrow's comparisons know them all.
"""

def scan(table: BlockTable, predicates: list[Predicate], columns: list[str]) -> pa.Table:
    for name in [*(predicate.column for predicate in predicates), *columns]:
        if name not in table.schema.names:
            raise ValueError(f"there is no column {name!r}; the columns are {', '.join(table.schema.names)}")
    pieces = [[] for _ in columns]
    for block in range(table.num_blocks):
        if not all(prune(table.zones[column][block], op, value) for column, op, value in predicates if column in table.zones):
            continue
        got = {}
        mask = None
        for column, op, value in predicates:
            if column not in got:
                got[column] = table.read(column, block)
            hits = matches(got[column], op, value)
            mask = hits if mask is None else pc.and_(mask, hits)
            if not pc.any(mask).as_py():  # null where every row is null or none is true: no hit either
                break
        else:
            for name, piece in zip(columns, pieces):
                array = got[name] = got[name] if name in got else table.read(name, block)
                piece.append(array if mask is None else array.filter(mask))
    arrays = [pa.chunked_array(piece, table.schema.field(name).type) for name, piece in zip(columns, pieces)]
    return pa.Table.from_arrays(arrays, schema=pa.schema([table.schema.field(name) for name in columns]))


COMPARE = {"=": pc.equal, "<>": pc.not_equal, "<": pc.less, "<=": pc.less_equal, ">": pc.greater, ">=": pc.greater_equal}


def matches(array: pa.Array, op: str, value: object) -> pa.Array:
    """A mask of the rows that match; false or null where one does not."""
    if op == "is_null":
        return pc.is_null(array)
    if op == "is_not_null":
        return pc.is_valid(array)
    if op == "between":
        return pc.and_(matches(array, ">=", value[0]), matches(array, "<=", value[1]))
    if op == "in":
        wanted = pa.array([v for v in value if v is not None and v == v], array.type)
        return pc.is_in(array, value_set=wanted)
    if value is None:
        return pa.nulls(len(array), pa.bool_())
    if not (pa.types.is_integer(array.type) or pa.types.is_date(array.type)):
        array, value = array.cast(pa.float64()), float(value)
    mask = COMPARE[op](array, pa.scalar(value, array.type))
    if op == "<>" and pa.types.is_floating(array.type):  # the one comparison that IEEE calls true of NaN
        mask = pc.and_(mask, pc.equal(array, array)) if value == value else pc.and_(mask, False)
    return mask
