"""A stack of what is still to be done instead of calls; levels by a recursive definition.

kind: right
"""


def segments(plan):
    # what is walked next; a text ends a segment or a join
    done, opened, waiting = [], [], [("walk", plan)]
    while waiting:
        what, step = waiting.pop()
        if what == "walk":
            if isinstance(step, Scan):
                keeps = [Keep(step.predicate)] if step.predicate is not None else []
                opened.append((Read(step.table, step.columns, step.names), keeps, set()))
            elif isinstance(step, Join):
                waiting += [("probe", step), ("walk", step.left), ("build", step), ("walk", step.right)]
            elif isinstance(step, (Filter, Project, Aggregate, Sort)):
                waiting += [("end", step), ("walk", step.input)]
            else:
                raise TypeError(f"no step of a plan: {type(step).__name__}")
        elif what == "build":
            source, steps, needs = opened.pop()
            done.append(Segment(source, steps, Build(step.right_keys), sorted(needs)))
            opened.append(len(done) - 1)
        elif what == "probe":
            source, steps, needs = opened.pop()
            build = opened.pop()
            steps.append(Probe(step.kind, build, step.left_keys, plans.names(step.right), step.residual))
            opened.append((source, steps, needs | {build}))
        elif isinstance(step, Filter):
            opened[-1][1].append(Keep(step.predicate))
        elif isinstance(step, Project):
            opened[-1][1].append(Compute(step.names, step.expressions))
        else:
            source, steps, needs = opened.pop()
            group = isinstance(step, Aggregate)
            sink = Group(*step[1:]) if group else Order(*step[1:])
            done.append(Segment(source, steps, sink, sorted(needs)))
            opened.append((len(done) - 1, [], {len(done) - 1}))
    source, steps, needs = opened.pop()
    if not isinstance(plan, (Aggregate, Sort)):
        done.append(Segment(source, steps, Result(), sorted(needs)))
    return done


def streams(segments):
    def level(number):
        return max((level(need) + 1 for need in segments[number].needs), default=0)

    levels = [level(number) for number in range(len(segments))]
    return [[n for n, its in enumerate(levels) if its == at] for at in range(max(levels, default=-1) + 1)]
