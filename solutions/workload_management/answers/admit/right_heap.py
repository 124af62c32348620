"""Ends on a heap, and places in place of a deque.

kind: right
"""

import heapq


def admit(now, waiting, running, free):
    total = sum([free, *(mb for _, mb in running)])
    large = [query.number for query in waiting if query.memory > total]
    if large:
        raise ValueError(f"never fits: {large}")
    heap = [(end if end > now else now, mb) for end, mb in running]
    begins, at = [], 0
    while at < len(waiting) and waiting[at].memory <= free:
        free -= waiting[at].memory
        heap.append((now + waiting[at].seconds, waiting[at].memory))
        begins.append(waiting[at].number)
        at += 1
    if at == len(waiting):
        return begins
    heapq.heapify(heap)
    spare = free - waiting[at].memory
    while spare < 0:
        when, mb = heapq.heappop(heap)
        spare += mb
    while heap and heap[0][0] <= when:
        spare += heapq.heappop(heap)[1]
    for query in waiting[at + 1 :]:
        if query.memory > free:
            continue
        if now + query.seconds > when:
            if query.memory > spare:
                continue
            spare -= query.memory
        free -= query.memory
        begins.append(query.number)
    return begins
