"""A heap of nodes by how many slices they own.

kind: right
"""

import heapq


def heal(owners, grey, warm):
    counts = {}
    for node in owners:
        counts[node] = counts.get(node, 0) + 1
    sick = [(-count, node) for node, count in counts.items() if node in grey]
    if len(sick) * 3 > len(counts):
        return [*owners]
    heapq.heapify(sick)
    new, used = {}, set(counts) | set(grey)
    for node in warm:
        if sick and node not in used:
            used.add(node)
            new[heapq.heappop(sick)[1]] = node
    lost = {node for _, node in sick}
    after = [new.get(node, node) for node in owners]
    heap = [(counts[n], new.get(n, n)) for n in counts if n not in lost]
    heapq.heapify(heap)
    for number, node in enumerate(after):
        if node in lost:
            count, takes = heapq.heappop(heap)
            after[number] = takes
            heapq.heappush(heap, (count + 1, takes))
    return after
