"""All choices where there are few views, otherwise greedy or the best alone.

kind: right
"""


def choose_views(sizes, answers, weights, budget, base):
    if budget < 0:
        raise ValueError(f"budget {budget}")

    def saved(chosen):
        total = 0
        for query, views in answers.items():
            rows = [sizes[view] for view in views if view in chosen]
            total += weights[query] * (base - min([base, *rows]))
        return total

    names = sorted(sizes)
    if len(names) <= 7:
        best, most = [], 0
        for number in range(2 ** len(names)):
            some = [view for at, view in enumerate(names) if number >> at & 1]
            if sum(sizes[view] for view in some) <= budget and saved(some) > most:
                best, most = some, saved(some)
        return best
    chosen = [view for view in names if sizes[view] == 0 and budget >= 0]
    left = budget
    while True:
        now = saved(chosen)
        best = None
        for view in names:
            if view in chosen or sizes[view] > left:
                continue
            gain = saved([*chosen, view]) - now
            if gain and (best is None or gain * sizes[best[1]] > best[0] * sizes[view]):
                best = (gain, view)
        if best is None:
            break
        chosen.append(best[1])
        left -= sizes[best[1]]
    singles = [[view] for view in names if sizes[view] <= budget]
    return max([chosen, *singles], key=saved)
