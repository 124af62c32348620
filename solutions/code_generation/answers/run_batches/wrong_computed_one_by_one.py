"""Computed columns are put into the batch one by one, so that a later one may read an earlier one of its name.

kind: wrong
breaks: rows
reason: rows
hint: Two computed columns change places. What does the second one read?
"""

import pyarrow.compute as pc


class _Batches:
    def __init__(self, table, size, kernels):
        self.table, self.size, self.kernels = table, size, kernels

    def ask(self, batch, expression):
        match expression:
            case ["column", name]:
                return batch.column(name)
        return self.kernels(batch, expression)

    def chosen(self, batch, predicate):
        answer = self.ask(batch, predicate)
        truth = answer.combine_chunks() if isinstance(answer, pa.ChunkedArray) else answer
        if isinstance(truth, pa.ChunkedArray):
            truth = pa.concat_arrays(truth.chunks) if truth.num_chunks else pa.array([], pa.bool_())
        return batch.take(pc.indices_nonzero(pc.fill_null(truth, False)))

    def of(self, plan):
        match plan:
            case Scan(_, columns, names, predicate):
                read = pa.table([self.table.column(c) for c in columns], names=list(names))
                batches = self.cut(read)
                return batches if predicate is None else self.kept(batches, predicate)
            case Filter(below, predicate):
                return self.kept(self.of(below), predicate)
            case Project(below, names, expressions):
                return self.computed(self.of(below), names, expressions)
        raise TypeError(f"by batches there is no {type(plan).__name__}")

    def cut(self, read):
        start = 0
        while start == 0 or start < read.num_rows:
            yield read.slice(start, min(self.size, read.num_rows - start))
            start += self.size

    def kept(self, batches, predicate):
        for batch in batches:
            yield self.chosen(batch, predicate)

    def computed(self, batches, names, expressions):
        for batch in batches:
            for name, each in zip(names, expressions):
                made = self.ask(batch, each)
                if name in batch.column_names:
                    batch = batch.set_column(batch.column_names.index(name), name, made)
                else:
                    batch = batch.append_column(name, made)
            yield batch.select(list(names))


def run_batches(plan, table: pa.Table, batch_rows: int, kernels: Kernels) -> pa.Table:
    if not batch_rows >= 1:
        raise ValueError(f"batch_rows is {batch_rows}, at least 1 is needed")
    batches = list(_Batches(table, batch_rows, kernels).of(plan))
    whole = [
        pa.chunked_array([chunk for b in batches for chunk in b.column(at).chunks], field.type)
        for at, field in enumerate(batches[0].schema)
    ]
    return pa.table(whole, names=plans.names(plan)) if whole else pa.concat_tables(batches)
