"""Looks at no more than 32 queries behind the head, as schedulers do that have a bound on their work.

kind: wrong
breaks: all
reason: states
hint: Forty queries wait that do not fit, and behind them one that does. Does it begin?
"""

def admit(now: float, waiting: list, running: list, free: int) -> list[int]:
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
    for query in waiting[at + 1 : at + 33]:
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
