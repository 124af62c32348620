"""Idle changes are looked for once, and all of them dropped.

kind: wrong
reason: idle
hint: Two changes can each be left out. Can both? Look again after each that you drop.
"""

def advise(edges, sizes, keys, solve, slices, weeks):
    if slices < 1: raise ValueError(str(slices))
    if weeks < 0: raise ValueError(str(weeks))
    changes = {t: k for t, k in sorted(solve(edges).items()) if keys.get(t) != k}
    idle = [t for t in changes if saved(edges, keys | {o: k for o, k in changes.items() if o != t}) >= saved(edges, keys | changes)]
    changes = {t: k for t, k in changes.items() if t not in idle}
    moved = sum(sizes[t] * (slices - 1) // slices for t in changes)
    gain = (saved(edges, keys | changes) - saved(edges, keys)) * (slices - 1) // slices
    return Advice(changes, moved, gain, gain * weeks > moved)
