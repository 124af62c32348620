"""Partitions are read in turns, a batch of each; positions are kept in a dict.

kind: right
"""

from collections import deque


def refresh(target, batch, decode, resume):
    if batch <= 0:
        raise ValueError(f"{batch} records are no batch")
    known, partitions = target.stored_offsets(), target.partitions()
    ends, at = {}, {}
    lows = {}
    for partition in partitions:
        lows[partition], ends[partition] = target.watermarks(partition)
    for partition in partitions:
        at[partition] = resume(known.get(partition), lows[partition], ends[partition])
    turns, count = deque(partitions), 0
    while turns:
        partition = turns.popleft()
        if at[partition] >= ends[partition]:
            continue
        rows, rejected, last = [], [], None
        for record in target.fetch(partition, at[partition], batch):
            if record.offset >= ends[partition]:
                break
            made, last = decode(record), record.offset
            (rejected if type(made) is Rejected else rows).append(made)
        if last is None:
            continue
        try:
            target.commit(rows, {partition: last + 1}, rejected, {partition: known.get(partition)})
        except ConflictError:
            known[partition] = at[partition] = target.stored_offsets()[partition]
        else:
            known[partition] = at[partition] = last + 1
            count += len(rows)
        turns.append(partition)
    return count
