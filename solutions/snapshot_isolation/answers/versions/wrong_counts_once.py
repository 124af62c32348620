"""How many versions a chain has is asked once.

kind: wrong
reason: flawless
hint: A chain grows with every commit and shrinks with a vacuum. What of it may you remember between two looks?
breaks: no_memory
"""


_LENGTHS = {}  # of the chain with this id: the chain, how many versions it has


def visible(chain, snapshot):
    if snapshot < 0:
        raise ValueError(f"snapshot {snapshot}")
    _, length = _LENGTHS.setdefault(id(chain), (chain, len(chain)))
    for at in reversed(range(min(length, len(chain)))):
        if chain[at].stamp <= snapshot:
            return chain[at]
    return None
