"""One partition at a time by a function of its own; the end is stored where nothing is left before it.

kind: right
"""


def refresh(target, batch, decode, resume):
    if not batch > 0:
        raise ValueError(f"a batch of {batch}")
    stored = target.stored_offsets()
    work = []
    for partition in target.partitions():
        low, end = target.watermarks(partition)
        start = resume(stored.get(partition), low, end)
        work.append((partition, start, end))
    return sum(
        one(target, batch, decode, partition, start, end, stored.get(partition))
        for partition, start, end in work
    )


def one(target, batch, decode, partition, start, end, known):
    total = 0
    while start < end:
        room = min(batch, end - start)
        got = [each for each in target.fetch(partition, start, room) if each.offset < end]
        upto = got[-1].offset + 1 if got else end
        rows, bad = [], []
        for each in got:
            made = decode(each)
            if made.__class__.__name__ == "Rejected":
                bad.append(made)
            else:
                rows.append(made)
        try:
            target.commit(rows, {partition: upto}, bad, {partition: known})
            known = start = upto
            total += len(rows)
        except ConflictError:
            known = start = target.stored_offsets().get(partition)
    return total
