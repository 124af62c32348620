"""Two halves, recursively; where the first is good, the second is not tried as a whole.

kind: right
"""


def isolate(send, batch):
    if not batch:
        return [], []
    bad = []

    def part(begin, rows, known_bad=False):
        if not known_bad:
            try:
                return list(send(rows))
            except FunctionFailed:
                pass
        if len(rows) == 1:
            bad.append(begin)
            return [None]
        half = -(-len(rows) // 2)
        before = len(bad)
        first = part(begin, rows[:half])
        return first + part(begin + half, rows[half:], len(bad) == before)

    return part(0, list(batch)), bad
