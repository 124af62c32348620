"""The changes are written into the layout that was handed in.

kind: wrong
reason: laws
hint: Advice is weighed before it is taken. Whose dict is it that you change?
breaks: laws
"""

def advise(edges, sizes, keys, solve, slices, weeks):
    if slices < 1: raise ValueError(str(slices))
    if weeks < 0: raise ValueError(str(weeks))
    before = saved(edges, keys)
    changes = {t: k for t, k in sorted(solve(edges).items()) if keys.get(t) != k}
    for t in list(changes):
        without = {o: k for o, k in changes.items() if o != t}
        if saved(edges, keys | without) >= saved(edges, keys | changes): changes = without
    moved = sum(sizes[t] * (slices - 1) // slices for t in changes)
    keys.update(changes)
    gain = (saved(edges, keys) - before) * (slices - 1) // slices
    return Advice(changes, moved, gain, gain * weeks > moved)
