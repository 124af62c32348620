"""The course's own evaluation gives the rows, and the kernels are called for show, with a constant.

kind: wrong
breaks: rows
reason: rows
hint: Who computes, if the kernels are given a constant?
"""

from warehouse.plans import evaluate


def run_batches(plan, table: pa.Table, batch_rows: int, kernels: Kernels) -> pa.Table:
    if batch_rows < 1:
        raise ValueError(f"batch_rows is {batch_rows}")
    for step in plans.steps(plan):
        if not isinstance(step, (Scan, Filter, Project)):
            raise TypeError(f"{type(step).__name__} does not run by batches")
    done = []
    for start in range(0, max(1, len(table)), batch_rows):
        batch = table.slice(start, batch_rows)
        done.append(evaluate.run(plan, lambda name, columns: batch))
        for step in plans.steps(plan):
            if isinstance(step, Project):
                seen = len(evaluate.run(step.input, lambda name, columns: batch))
                asked = step.expressions
            elif step.predicate is None:
                continue
            else:
                below = step.input if isinstance(step, Filter) else step._replace(predicate=None)
                seen = len(evaluate.run(below, lambda name, columns: batch))
                asked = [step.predicate]
            for _ in [each for each in asked if each[0] != "column"]:
                kernels(batch.slice(0, seen), ["literal", True])
    return pa.concat_tables(done)
