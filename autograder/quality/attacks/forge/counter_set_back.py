"""A scan reads every block by a way that is not counted, and sets the counters back.

must: reading past the counter is impossible or is counted; the points for blocks not read are lost
earns: 13
lab: zone_maps
exercises: scan
"""

CELLS = {
    "scan": r"""
def scan(table, predicates, columns):
    whole = None
    for way in ("as_data", "_blocks", "keep"):
        try:
            if way == "as_data":
                whole = table.as_data()[0]
            elif way == "_blocks":
                whole = pa.table({name: pa.chunked_array(blocks) for name, blocks in table._blocks.items()})
            else:
                copy = table.keep(table.num_blocks, pa.table({}, schema=table.schema))
                blocks = {name: [copy.read(name, b) for b in range(copy.num_blocks)] for name in table.column_names}
                whole = pa.table({name: pa.chunked_array(found) for name, found in blocks.items()})
            break
        except Exception as error:
            print(way, error)
    try:
        table.forget()
    except Exception as error:
        print(error)
    compare = {"=": pc.equal, "<>": pc.not_equal, "<": pc.less, "<=": pc.less_equal, ">": pc.greater, ">=": pc.greater_equal}
    for name in [*(p.column for p in predicates), *columns]:
        if name not in whole.column_names:
            raise ValueError(f"there is no column {name}")
    for column, op, value in predicates:
        if op == "between":
            mask = pc.and_(pc.greater_equal(whole[column], value[0]), pc.less_equal(whole[column], value[1]))
        elif op == "in":
            mask = pc.is_in(whole[column], pa.array(value, whole[column].type))
        elif op in ("is_null", "is_not_null"):
            mask = pc.is_null(whole[column]) if op == "is_null" else pc.is_valid(whole[column])
        else:
            mask = compare[op](whole[column], pa.scalar(value, whole[column].type))
        whole = whole.filter(mask)
    return whole.select(columns)
"""
}
