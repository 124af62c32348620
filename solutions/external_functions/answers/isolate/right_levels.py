"""Level by level: all parts of one size, then the halves of those that failed.

kind: right
"""


def isolate(send, batch):
    found, wrong = {}, set()
    level = [range(len(batch))] if len(batch) else []
    while level:
        failed = []
        for part in level:
            try:
                for number, one in zip(part, send([batch[number] for number in part])):
                    found[number] = one
            except FunctionFailed:
                failed.append(part)
        wrong |= {part[0] for part in failed if len(part) == 1}
        cut = [(part, len(part) // 2) for part in failed if len(part) > 1]
        level = [half for part, at in cut for half in (part[:at], part[at:])]
    return [found.get(number) for number in range(len(batch))], sorted(wrong)
