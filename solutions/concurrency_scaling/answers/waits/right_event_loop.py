"""A clock, a queue and events.

kind: right
"""

import heapq
from collections import deque


def waits(queries, slots):
    if slots <= 0:
        raise ValueError(f"slots = {slots}")
    for _, seconds in queries:
        if seconds != seconds or seconds < 0 or seconds == float("inf"):
            raise ValueError(f"seconds = {seconds}")
    events = [(query.arrival, 1, number) for number, query in enumerate(queries)]
    heapq.heapify(events)
    queue, free, began = deque(), slots, {}
    while events:
        now, comes, number = heapq.heappop(events)
        if comes:
            queue.append(number)
        else:
            free += 1
        while queue and free:
            number = queue.popleft()
            began[number] = now
            free -= 1
            heapq.heappush(events, (now + queries[number].seconds, 0, number))
    return [began[number] - query.arrival for number, query in enumerate(queries)]
