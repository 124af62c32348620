"""An object carries the open segment; streams come round after round.

kind: right
"""


class _Open:
    def __init__(self, source, needs):
        self.source, self.steps, self.needs = source, [], set(needs)

    def closed(self, sink):
        return Segment(self.source, self.steps, sink, sorted(self.needs))


def segments(plan):
    done = []

    def close(step, sink):
        done.append(walk(step).closed(sink))
        return len(done) - 1

    def walk(step):
        if isinstance(step, Scan):
            opened = _Open(Read(step.table, step.columns, step.names), [])
            if step.predicate is not None:
                opened.steps.append(Keep(step.predicate))
            return opened
        if isinstance(step, Join):
            build = close(step.right, Build(step.right_keys))
            opened = walk(step.left)
            names = plans.names(step.right)
            opened.steps.append(Probe(step.kind, build, step.left_keys, names, step.residual))
            opened.needs.add(build)
            return opened
        if isinstance(step, (Filter, Project)):
            opened = walk(step.input)
            keep = isinstance(step, Filter)
            opened.steps.append(Keep(step.predicate) if keep else Compute(step.names, step.expressions))
            return opened
        if isinstance(step, Aggregate):
            number = close(step.input, Group(*step[1:]))
        elif isinstance(step, Sort):
            number = close(step.input, Order(*step[1:]))
        else:
            raise TypeError(f"{step!r}, a {type(step).__name__}, is no step")
        return _Open(number, [number])

    last = walk(plan)
    if not isinstance(plan, (Aggregate, Sort)):
        done.append(last.closed(Result()))
    return done


def streams(segments):
    left, ended, found = dict(enumerate(segments)), set(), []
    while left:
        now = [number for number, segment in left.items() if ended.issuperset(segment.needs)]
        found.append(now)
        ended.update(now)
        for number in now:
            del left[number]
    return found
