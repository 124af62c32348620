"""The payload is made anew for every row that is tried.

kind: wrong
breaks: many
reason: many
hint: How many bytes are written to find out that the ten-thousandth row fits, too?
"""


def batches(rows, most_rows, most_bytes):
    if most_rows < 1:
        raise ValueError(f"no batches of {most_rows} rows")
    cut, batch = [], []
    for number, row in enumerate(rows):
        if len(request("-" * 36, [row])) > most_bytes:
            raise ValueError(f"row {number} is too large")
        if len(batch) == most_rows or len(request("-" * 36, [*batch, row])) > most_bytes:
            cut.append(batch)
            batch = []
        batch.append(row)
    return cut + [batch] if batch else cut
