"""The needs are sorted by their digits, which is another order from 10 on.

kind: wrong
breaks: needs
reason: whole
hint: Which is first, 2 or 10?
"""

def segments(plan) -> list[Segment]:
    ended = []

    def end(opened, sink):
        source, steps, needs = opened
        ended.append(Segment(source, steps, sink, sorted(set(needs), key=str)))
        return len(ended) - 1

    def walk(step):
        if isinstance(step, Scan):
            kept = [] if step.predicate is None else [Keep(step.predicate)]
            return Read(step.table, list(step.columns), list(step.names)), kept, []
        if isinstance(step, Filter):
            source, steps, needs = walk(step.input)
            return source, [*steps, Keep(step.predicate)], needs
        if isinstance(step, Project):
            source, steps, needs = walk(step.input)
            return source, [*steps, Compute(list(step.names), list(step.expressions))], needs
        if isinstance(step, Join):
            build = end(walk(step.right), Build(list(step.right_keys)))
            source, steps, needs = walk(step.left)
            names = plans.names(step.right)
            probe = Probe(step.kind, build, list(step.left_keys), names, step.residual)
            return source, [*steps, probe], [*needs, build]
        if isinstance(step, Aggregate):
            sink = Group(list(step.group_by), list(step.names), list(step.aggregates))
        elif isinstance(step, Sort):
            sink = Order(list(step.keys), step.limit)
        else:
            raise TypeError(f"{type(step).__name__} is no step of a plan")
        number = end(walk(step.input), sink)
        return number, [], [number]

    opened = walk(plan)
    if not isinstance(plan, (Aggregate, Sort)):
        end(opened, Result())
    return ended


def streams(segments: list[Segment]) -> list[list[int]]:
    level = [0] * len(segments)
    moved = True
    while moved:
        moved = False
        for number, segment in enumerate(segments):
            at = max((level[need] + 1 for need in segment.needs), default=0)
            moved |= at != level[number]
            level[number] = at
    return [[n for n, at in enumerate(level) if at == each] for each in sorted(set(level))]
