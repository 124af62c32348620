"""The best of greedy and of greedy after each view alone that fits.

kind: right
"""


def choose_views(sizes, answers, weights, budget, base):
    if budget < 0:
        raise ValueError(f"{budget} rows")
    used_by = {view: [q for q in answers if view in answers[q]] for view in sizes}

    def go_on(chosen):
        left = budget - sum(sizes[view] for view in chosen)
        costs = {q: min([base, *(sizes[v] for v in chosen if v in answers[q])]) for q in answers}
        while True:
            best = None
            for view in sorted(set(sizes) - set(chosen)):
                if sizes[view] > left:
                    continue
                gain = sum(weights[q] * max(costs[q] - sizes[view], 0) for q in used_by[view])
                if not gain:
                    continue
                worth = (
                    sizes[view] == 0,
                    Fraction(gain, max(1, sizes[view])) if sizes[view] else 0,
                )
                if best is None or worth > best[0]:
                    best = (worth, view)
            if best is None:
                return chosen, sum(weights[q] * (base - costs[q]) for q in answers)
            chosen = [*chosen, best[1]]
            left -= sizes[best[1]]
            for q in used_by[best[1]]:
                costs[q] = min(costs[q], sizes[best[1]])

    starts = [[]] + [[view] for view in sorted(sizes) if sizes[view] <= budget and len(sizes) < 20]
    heavy = sorted(
        (v for v in sizes if sizes[v] <= budget),
        key=lambda v: -sum(weights[q] * max(base - sizes[v], 0) for q in used_by[v]),
    )
    starts += [[view] for view in heavy[:1]]
    return max((go_on(start) for start in starts), key=lambda pair: pair[1])[0]
