"""The rows are dealt out evenly to as few batches as there can be by the bytes of all.

kind: wrong
breaks: full
reason: by_rows
hint: Where may a batch end?
"""


def batches(rows, most_rows, most_bytes):
    if most_rows < 1:
        raise ValueError(f"no batches of {most_rows} rows")
    for number, row in enumerate(rows):
        if len(request("-" * 36, [row])) > most_bytes:
            raise ValueError(f"row {number} is too large")
    for count in range(1, len(rows) + 1):
        share = -(-len(rows) // count)
        cut = [rows[at : at + share] for at in range(0, len(rows), share)]
        if share <= most_rows and all(len(request("-" * 36, one)) <= most_bytes for one in cut):
            return cut
    return []
