"""Python's own repr tells values apart as JSON does; a dict of it keeps the order.

kind: right
"""


def distinct(rows, volatility):
    match volatility:
        case "VOLATILE":
            return [row for row in rows], [number for number, _ in enumerate(rows)]
        case "STABLE":
            written = [repr(row) for row in rows]
            first = dict(zip(reversed(written), reversed(rows)))
            number = {one: at for at, one in enumerate(dict.fromkeys(written))}
            return [first[one] for one in number], [number[one] for one in written]
    raise ValueError(f"{volatility!r} is no volatility")
