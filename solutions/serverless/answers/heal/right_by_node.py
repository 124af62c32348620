"""Lists of slices by node.

kind: right
"""


def heal(owners, grey, warm):
    slices = {}
    for number, node in enumerate(owners):
        slices.setdefault(node, []).append(number)
    bad = [node for node in slices if node in grey]
    if len(bad) > len(slices) / 3:
        return owners[:]
    bad.sort()
    bad.sort(key=lambda node: len(slices[node]), reverse=True)
    left = []
    queue = [node for node in warm if node not in slices and node not in grey]
    for node in bad:
        mine = slices.pop(node)
        if queue:
            new = queue.pop(0)
            queue = [other for other in queue if other != new]
            slices[new] = mine
        else:
            left.extend(mine)
    for number in sorted(left):
        takes = sorted(slices, key=lambda node: (len(slices[node]), node))[0]
        slices[takes].append(number)
    after = list(owners)
    for node, mine in slices.items():
        for number in mine:
            after[number] = node
    return after
