"""Takes one slice at a time from the fullest node and gives it to the emptiest.

kind: right
"""


def resize(owners, nodes):
    if len(nodes) < 1:
        raise ValueError("no node is left to own anything")
    twice = [name for at, name in enumerate(nodes) if name in nodes[:at]]
    if twice:
        raise ValueError("named twice: " + ", ".join(map(repr, twice)))
    own = {node: [] for node in nodes}
    stray = []
    for number, owner in enumerate(owners):
        own.get(owner, stray).append(number)
    while stray:
        min(own.values(), key=len).append(stray.pop())
    while True:
        full, bare = max(own.values(), key=len), min(own.values(), key=len)
        if len(full) - len(bare) < 2:
            break
        bare.append(full.pop())
    after = dict((number, node) for node, numbers in own.items() for number in numbers)
    return [after[number] for number in range(len(owners))]
