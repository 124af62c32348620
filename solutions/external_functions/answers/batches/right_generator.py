"""Batches are made one after the other by a generator.

kind: right
"""


def batches(rows, most_rows, most_bytes):
    if most_rows < 1:
        raise ValueError(f"most_rows must be 1 or more: {most_rows}")

    def size_of(bytes_, count):
        return 87 + len(str(count)) + 1 + bytes_

    def each():
        batch, held = [], 0
        for place, row in enumerate(rows):
            own = len(json.dumps(row))
            if size_of(own, 1) > most_bytes:
                raise ValueError("row " + str(place) + " is too large")
            if batch and (
                len(batch) >= most_rows or size_of(held + own + 2, len(batch) + 1) > most_bytes
            ):
                yield batch
                batch, held = [], 0
            held += own + (2 if batch else 0)
            batch = [*batch, row] if not batch else batch
            if batch[-1] is not row or len(batch) > 1 or held > own:
                if not (len(batch) == 1 and held == own):
                    batch.append(row)
        if batch:
            yield batch

    return list(each())
