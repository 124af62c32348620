"""A sort without limit right below an aggregate is left out, since the order of its rows is lost anyway.

kind: wrong
breaks: breakers
reason: breakers
hint: Which segment does a Sort end?
"""

class _Open:
    def __init__(self):
        self.source, self.steps, self.sink = None, [], None

    def needs(self):
        needed = {step.build for step in self.steps if type(step) is Probe}
        if type(self.source) is int:
            needed.add(self.source)
        return sorted(needed)


def _spine(plan):
    """A step and what is below it on the left, the lowest first."""
    found = []
    while True:
        found.append(plan)
        if type(plan) is Scan:
            return found[::-1]
        if type(plan) is Join:
            plan = plan.left
        elif type(plan) in (Filter, Project, Aggregate, Sort):
            plan = plan.input
        else:
            raise TypeError(f"no plan has a {type(plan).__name__}")


def segments(plan) -> list[Segment]:
    done = []
    # what is to be done, the next last: walk a spine and end it, build the right of one of its joins
    jobs = [("walk", plan, Result(), None)]
    while jobs:
        job, *about = jobs.pop()
        if job == "walk":
            step, sink, told = about
            spine, builds = _spine(step), {}
            jobs.append(("go", spine, builds, sink, told))
            # the topmost join's right side is the first to be built
            for at, each in enumerate(spine):
                if type(each) is Join:
                    jobs.append(("walk", each.right, Build(list(each.right_keys)), (builds, at)))
        else:
            spine, builds, sink, told = about
            number = _along(spine, builds, sink, done)
            if told is not None:
                told[0][told[1]] = number
    return done


def _along(spine, builds, sink, done):
    now, ended = _Open(), False

    def end(at_the_end):
        done.append(Segment(now.source, now.steps, at_the_end, now.needs()))
        return len(done) - 1

    for at, step in enumerate(spine):
        if ended:
            number, now = len(done) - 1, _Open()
            now.source, ended = number, False
        match step:
            case Scan(table, columns, names, predicate):
                now.source = Read(table, columns[:], names[:])
                if predicate is not None:
                    now.steps.append(Keep(predicate))
            case Filter(_, predicate):
                now.steps.append(Keep(predicate))
            case Project(_, names, expressions):
                now.steps.append(Compute(names[:], expressions[:]))
            case Join(kind, _, right, keys, _, residual):
                now.steps.append(Probe(kind, builds[at], keys[:], plans.names(right), residual))
            case Aggregate(_, by, names, aggregates):
                end(Group(by[:], names[:], aggregates[:]))
                ended = True
            case Sort(_, _, None) if at + 1 < len(spine) and type(spine[at + 1]) is Aggregate:
                pass
            case Sort(_, keys, limit):
                end(Order(keys[:], limit))
                ended = True
    if ended:
        if type(sink) is Result:
            return len(done) - 1
        number, now = len(done) - 1, _Open()
        now.source = number
    return end(sink)


def streams(segments: list[Segment]) -> list[list[int]]:
    waiting = {number: set(segment.needs) for number, segment in enumerate(segments)}
    found = []
    while waiting:
        ready = [number for number in sorted(waiting) if not waiting[number] & waiting.keys()]
        found.append(ready)
        for number in ready:
            del waiting[number]
    return found
