"""Events in the order of time on a heap of what runs.

kind: right
"""

import heapq


def rpu_seconds(activity, minimum=60.0):
    for start, end, rpus in activity:
        if end <= start:
            raise ValueError(f"ends at {end}, begins at {start}")
        if rpus < 1:
            raise ValueError(f"no RPUs at {start}")
    paid, now, until, last, runs = 0.0, 0.0, None, 0, []

    def go_on(to):
        nonlocal paid, now, until, last
        while until is not None and now < to:
            while runs and runs[0][1] <= now:
                heapq.heappop(runs)
            if runs:
                last = -runs[0][0]
                step = min([to, *(end for _, end in runs if end > now)])
            elif now >= until:
                until = None
                return
            else:
                step = min(to, until)
            paid += last * (step - now)
            now = step

    for start, end, rpus in sorted(activity):
        go_on(start)
        if until is not None:
            live = [one for one in runs if one[1] > start]
            runs[:] = live
            heapq.heapify(runs)
            until = until if live or start <= until or now == start else None
        # asleep since before: it wakes; at the very moment it would fall asleep it goes on
        if until is None:
            until, now = start + minimum, start
        heapq.heappush(runs, (-rpus, end))
    go_on(float("inf")) if runs else None
    return paid
