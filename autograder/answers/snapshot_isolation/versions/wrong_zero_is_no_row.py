"""A row whose value is 0 or an empty text is taken for deleted.

kind: wrong
reason: moments
hint: 0 and an empty text are false in Python, yet they are values. Which one value says that a row is deleted? Ask
for it by name.
"""


def rows_at(chains, snapshot):
    rows = {}
    for key, chain in chains.items():
        version = visible(chain, snapshot)
        if version and version.value:
            rows[key] = version.value
    return rows
