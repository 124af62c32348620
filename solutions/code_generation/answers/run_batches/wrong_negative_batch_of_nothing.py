"""A batch of fewer than 1 row is refused by range alone: not where it is negative.

kind: wrong
breaks: batch_size
reason: refused
hint: The table has no rows. Is -3 a good size for its batches?
"""

def _flat(plan):
    steps = []
    while True:
        if isinstance(plan, Scan):
            if plan.predicate is not None:
                steps.append((None, [plan.predicate]))
            return plan, steps[::-1]
        if isinstance(plan, Filter):
            steps.append((None, [plan.predicate]))
        elif isinstance(plan, Project):
            steps.append((list(plan.names), list(plan.expressions)))
        else:
            raise TypeError(f"{type(plan).__name__}: no step that runs by batches")
        plan = plan.input


def run_batches(plan, table: pa.Table, batch_rows: int, kernels: Kernels) -> pa.Table:
    scan, steps = _flat(plan)

    def column(batch, expression):
        if expression[0] == "column":
            return batch[expression[1]]
        return kernels(batch, expression)

    read = table.select(scan.columns).rename_columns(scan.names)
    done = []
    starts = [0]
    if len(read):
        if batch_rows < 1:
            raise ValueError(f"a batch of {batch_rows} rows")
        starts = range(0, len(read), batch_rows)
    for start in starts:
        batch = read.slice(start, batch_rows) if len(read) else read
        for names, expressions in steps:
            if names is None:
                batch = batch.filter(column(batch, expressions[0]))
            else:
                batch = pa.table([column(batch, each) for each in expressions], names=names)
        done.append(batch)
    return pa.concat_tables(done)
