"""The table is made whole, Arrow cuts it, and rows are taken by number.

kind: right
"""


def run_batches(plan, table, batch_rows, kernels):
    import numpy as np

    if batch_rows < 1:
        raise ValueError(f"{batch_rows} rows a batch")

    def of(step, batch):
        if isinstance(step, Scan):
            found = batch.select(step.columns).rename_columns(step.names)
            predicate = step.predicate
        elif isinstance(step, Filter):
            found, predicate = of(step.input, batch), step.predicate
        elif isinstance(step, Project):
            below = of(step.input, batch)
            columns = [column(each, below) for each in step.expressions]
            return pa.table(columns, names=step.names)
        else:
            raise TypeError(f"a {type(step).__name__} is not run here")
        if predicate is None:
            return found
        held = column(predicate, found).to_pylist()
        return found.take(np.flatnonzero([one is True for one in held]))

    def column(expression, batch):
        if expression[0] == "column":
            return batch[expression[1]]
        return kernels(batch, expression)

    pieces = table.combine_chunks().to_batches(max_chunksize=batch_rows)
    pieces = [piece for piece in pieces if len(piece)]
    batches = [pa.Table.from_batches([piece]) for piece in pieces] or [table.slice(0, 0)]
    return pa.concat_tables([of(plan, batch) for batch in batches])
