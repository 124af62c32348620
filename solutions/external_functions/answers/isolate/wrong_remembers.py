"""Rows that were bad once are not tried again, in later batches neither.

kind: wrong
breaks: memory
reason: mended
hint: What if the function is mended meanwhile?
"""

KNOWN = set()


def isolate(send, batch):
    results, bad = [None] * len(batch), []
    unknown = [at for at, row in enumerate(batch) if row not in KNOWN]
    parts = [unknown] if unknown else []
    while parts:
        part = parts.pop()
        try:
            for at, one in zip(part, send([batch[at] for at in part])):
                results[at] = one
        except FunctionFailed:
            if len(part) == 1:
                KNOWN.add(batch[part[0]])
                bad.append(part[0])
            else:
                parts += [part[len(part) // 2 :], part[: len(part) // 2]]
    return results, sorted({*bad, *set(range(len(batch))).difference(unknown)})
