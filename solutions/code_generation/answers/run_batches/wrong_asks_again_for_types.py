"""Where no row came through, the plan is walked once more over no rows, for the types.

kind: wrong
breaks: calls
reason: work
hint: No row came through. Where else are the types to be had?
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
    if batch_rows < 1:
        raise ValueError(f"a batch of {batch_rows} rows")
    scan, steps = _flat(plan)

    def column(batch, expression):
        if expression[0] == "column":
            return batch[expression[1]]
        return kernels(batch, expression)

    read = table.select(scan.columns).rename_columns(scan.names)
    done = []
    starts = list(range(0, len(read), batch_rows))
    for start in [*starts, None]:
        if start is None and any(map(len, done)):
            break
        batch = read.slice(0, 0) if start is None else read.slice(start, batch_rows)
        for names, expressions in steps:
            if names is None:
                batch = batch.filter(column(batch, expressions[0]))
            else:
                batch = pa.table([column(batch, each) for each in expressions], names=names)
        done.append(batch)
    return pa.concat_tables(done)
