"""Two names that differ in blanks around them only are taken for one node.

kind: wrong
breaks: names
reason: edges
hint: Is the node `a` with a blank before it the node `a`?
"""

def resize(owners: list[str], nodes: list[str]) -> list[str]:
    if not nodes:
        raise ValueError("no node")
    names = Counter(node.strip() for node in nodes)
    for node in nodes:
        if names[node.strip()] > 1:
            raise ValueError(f"node {node} is named twice")
    base, rest = divmod(len(owners), len(nodes))
    have = Counter(owners)
    quota = {}
    for place, node in enumerate(sorted(nodes, key=lambda node: -have[node])):
        quota[node] = base + (place < rest)
    after = [None] * len(owners)
    for place, owner in enumerate(owners):
        if quota.get(owner, 0):
            quota[owner] -= 1
            after[place] = owner
    spare = [node for node, left in quota.items() for _ in range(left)]
    return [owner if owner is not None else spare.pop() for owner in after]
