"""Target sizes by numpy, surplus and need matched in one pass.

kind: right
"""

import numpy as np


def resize(owners, nodes):
    names = sorted(nodes)
    if not names:
        raise ValueError("nodes must not be empty")
    for one, other in zip(names, names[1:]):
        if one == other:
            raise ValueError(f"duplicate node {one!r}")
    held = np.array([owners.count(name) for name in names])
    share = np.full(len(names), len(owners) // len(names))
    more = len(owners) - int(share.sum())
    for place in np.argsort(-held, kind="stable")[:more]:
        share[place] += 1
    kept = dict.fromkeys(names, 0)
    target = dict(zip(names, share.tolist()))
    result = []
    for owner in owners:
        stays = owner in target and kept[owner] < target[owner]
        if stays:
            kept[owner] += 1
        result.append(owner if stays else None)
    spare = iter([name for name in names for _ in range(target[name] - kept[name])])
    return [next(spare) if owner is None else owner for owner in result]
