"""The steps are put into a row first, and every batch goes through it.

kind: right
"""


def run_batches(plan, table, batch_rows, kernels):
    if batch_rows < 1:
        raise ValueError(f"batch_rows is {batch_rows}")
    steps, step = [], plan
    while not isinstance(step, Scan):
        if not isinstance(step, (Filter, Project)):
            raise TypeError(f"no batches for a {type(step).__name__}")
        steps.append(step)
        step = step.input
    steps.append(step)
    done = []
    for start in range(0, len(table) or 1, batch_rows):
        batch = table.slice(start, batch_rows)
        for step in reversed(steps):
            if isinstance(step, Scan):
                batch = pa.table(dict(zip(step.names, batch.select(step.columns).columns)))
            if isinstance(step, Project):
                found = {}
                for name, each in zip(step.names, step.expressions):
                    found[name] = batch[each[1]] if each[0] == "column" else kernels(batch, each)
                batch = pa.table(found)
            elif step.predicate is not None:
                held = step.predicate
                held = batch[held[1]] if held[0] == "column" else kernels(batch, held)
                batch = batch.filter(held)
        done.append(batch)
    return pa.concat_tables(done)
