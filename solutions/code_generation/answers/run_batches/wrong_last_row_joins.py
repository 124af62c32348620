"""A single row that is left over at the end goes along with the batch before it.

kind: wrong
breaks: calls
reason: work
hint: Five rows in batches of two: how long is the longest batch?
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
            size = self.size
            if read.num_rows - start == size + 1 and size > 1:
                size += 1
            yield read.slice(start, min(size, read.num_rows - start))
            start += size

    def kept(self, batches, predicate):
        for batch in batches:
            yield self.chosen(batch, predicate)

    def computed(self, batches, names, expressions):
        for batch in batches:
            columns = [self.ask(batch, each) for each in expressions]
            yield pa.Table.from_arrays(columns, names=list(names))


def run_batches(plan, table: pa.Table, batch_rows: int, kernels: Kernels) -> pa.Table:
    if not batch_rows >= 1:
        raise ValueError(f"batch_rows is {batch_rows}, at least 1 is needed")
    batches = list(_Batches(table, batch_rows, kernels).of(plan))
    whole = [
        pa.chunked_array([chunk for b in batches for chunk in b.column(at).chunks], field.type)
        for at, field in enumerate(batches[0].schema)
    ]
    return pa.table(whole, names=plans.names(plan)) if whole else pa.concat_tables(batches)
