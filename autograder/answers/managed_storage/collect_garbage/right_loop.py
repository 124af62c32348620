"""In one loop.

kind: right
"""

def collect_garbage(store, versions, grace):
    if len(versions) == 0:
        raise ValueError("at least one version")
    if grace < 0:
        raise ValueError(f"grace must not be {grace}")
    deleted = 0
    for name, size, age in store.list("blocks/"):
        if age < grace or any(name in version for version in versions):
            continue
        store.delete(name)
        deleted += 1
    return deleted
