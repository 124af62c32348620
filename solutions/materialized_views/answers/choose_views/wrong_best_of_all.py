"""The one view is the one that saves most of all, and is looked at only if it fits.

kind: wrong
reason: single
hint: The view that saves most of all does not fit. Which one is compared then?
breaks: single
"""


def choose_views(sizes, answers, weights, budget, base):
    if budget < 0:
        raise ValueError(f"a budget of {budget} rows")

    def saved(chosen):
        total = 0
        for query, views_of in answers.items():
            rows = [sizes[v] for v in views_of if v in chosen]
            total += weights[query] * (base - min(rows + [base]))
        return total

    chosen, used = [], 0
    while True:
        now = saved(chosen)
        best = None
        for name in sorted(sizes):
            if name in chosen or used + sizes[name] > budget:
                continue
            more = saved([*chosen, name]) - now
            if more <= 0:
                continue
            rate = (1, 0) if sizes[name] == 0 else (0, Fraction(more, sizes[name]))
            if best is None or rate > best[0]:
                best = (rate, name)
        if best is None:
            break
        chosen.append(best[1])
        used += sizes[best[1]]
    fits = sorted(sizes)
    if fits:
        one = max(fits, key=lambda name: saved([name]))
        if sizes[one] <= budget and saved([one]) > saved(chosen):
            return [one]
    return chosen
