"""The newest version is returned, whatever the snapshot: read committed.

kind: wrong
reason: flawless
hint: What does your function return when a newer commit came after the snapshot? Use the snapshot.
"""


def visible(chain, snapshot):
    if snapshot < 0:
        raise ValueError(f"snapshot {snapshot}")
    return chain[-1] if chain else None
