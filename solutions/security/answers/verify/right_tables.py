"""A set comprehension for each line of the table.

kind: right
"""


def next_entry(log, who, what):
    last = log[-1] if log else Entry(0, "", "", "", "0" * 64)
    return _made(last.number + 1, who, what, last.digest)


def _made(number, who, what, previous):
    text = json.dumps([number, who, what, previous])
    return Entry(number, who, what, previous, hashlib.sha256(text.encode("utf-8")).hexdigest())


def verify(log, anchors):
    numbers = [one.number for one in log]
    stored = {}
    for one in log:
        stored.setdefault(one.number, set()).add(one.digest)
    stored[0] = {"0" * 64}
    top = max(numbers + list(anchors) + [0])
    findings = {("dropped", n) for n in range(1, top + 1) if n not in stored}
    findings |= {("doubled", n) for n in numbers if numbers.count(n) >= 2}
    findings |= {("changed", one.number) for one in log if _made(*one[:4]) != one}
    findings |= {
        ("unlinked", one.number)
        for one in log
        if one.number - 1 in stored and one.previous not in stored[one.number - 1]
    }
    findings |= {
        ("moved", n) for place, n in enumerate(numbers) if place and max(numbers[:place]) > n
    }
    findings |= {("anchor", n) for n, its in anchors.items() if n in stored and its not in stored[n]}
    return [one for one in sorted(findings)]
