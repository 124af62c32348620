"""One pass for each kind of finding, over a copy that is sorted by number.

kind: right
"""

from bisect import bisect_left, bisect_right


def _digest(entry):
    fields = json.dumps([entry.number, entry.who, entry.what, entry.previous]).encode("ascii")
    return hashlib.new("sha256", fields).hexdigest()


def next_entry(log, who, what):
    new = Entry(1, who, what, "".zfill(64), "")
    if len(log) > 0:
        new = Entry(log[-1].number + 1, who, what, log[-1].digest, "")
    return new._replace(digest=_digest(new))


def verify(log, anchors):
    ordered = sorted(log, key=lambda one: one.number)
    keys = [one.number for one in ordered]

    def of(number):
        return ordered[bisect_left(keys, number) : bisect_right(keys, number)]

    out = []
    for number in range(1, max([0] + keys + list(anchors)) + 1):
        here = of(number)
        if len(here) == 0:
            out.append(("dropped", number))
            continue
        if len(here) > 1:
            out.append(("doubled", number))
        if any(_digest(one) != one.digest for one in here):
            out.append(("changed", number))
        names = ["0" * 64] if number == 1 else [one.digest for one in of(number - 1)]
        if names and not all(one.previous in names for one in here):
            out.append(("unlinked", number))
        if number in anchors and all(one.digest != anchors[number] for one in here):
            out.append(("anchor", number))
    top = 0
    late = set()
    for one in log:
        if one.number < top:
            late.add(one.number)
        top = max(top, one.number)
    out += [("moved", number) for number in late]
    out.sort()
    return out
