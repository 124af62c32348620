"""A stack instead of calls: what stands right waits below what stands left.

kind: right
"""


def find_scans(plan):
    stack, found = [plan], []
    while stack:
        step = stack.pop()
        match step:
            case Scan():
                found.append((step.table, list(step.columns)))
            case Join():
                stack += [step.right, step.left]
            case Filter() | Project() | Aggregate() | Sort():
                stack.append(step.input)
            case _:
                raise TypeError(f"no step: {step!r} ({type(step).__name__})")
    return found
