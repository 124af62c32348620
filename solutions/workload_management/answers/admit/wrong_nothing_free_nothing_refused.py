"""Returns early when nothing is free, before it has looked for queries that are larger than the cluster.

kind: wrong
breaks: too_large
reason: too_large
hint: Nothing is free now. Is a query that is larger than the cluster a good one for that?
"""

def admit(now: float, waiting: list, running: list, free: int) -> list[int]:
    if not waiting or free == 0:
        return []
    whole = free + sum(memory for _, memory in running)
    for query in waiting:
        if query.memory > whole:
            raise ValueError(f"query {query.number} takes {query.memory} MB, and there are {whole}")
    runs = [(max(end, now), memory) for end, memory in running]
    begins, at = [], 0
    while at < len(waiting) and waiting[at].memory <= free:
        query = waiting[at]
        begins.append(query.number)
        free -= query.memory
        runs.append((now + query.seconds, query.memory))
        at += 1
    if at == len(waiting):
        return begins
    head = waiting[at]
    promised, then = now, free
    for end, memory in sorted(runs):
        if then >= head.memory and end > promised:
            break
        promised, then = end, then + memory
    spare = then - head.memory
    for query in waiting[at + 1 :]:
        if query.memory > free:
            continue
        if now + query.seconds <= promised:
            free -= query.memory
            begins.append(query.number)
        elif query.memory <= spare:
            free -= query.memory
            spare -= query.memory
            begins.append(query.number)
    return begins
