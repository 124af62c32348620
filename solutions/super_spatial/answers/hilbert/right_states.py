"""A table of four states, two bits of the position at a time.

kind: right
"""

_NEXT = {
    0: {(0, 0): (0, 1), (0, 1): (1, 0), (1, 1): (2, 0), (1, 0): (3, 2)},
    1: {(0, 0): (0, 0), (1, 0): (1, 1), (1, 1): (2, 1), (0, 1): (3, 3)},
    2: {(1, 1): (0, 3), (0, 1): (1, 2), (0, 0): (2, 2), (1, 0): (3, 0)},
    3: {(1, 1): (0, 2), (1, 0): (1, 3), (0, 0): (2, 3), (0, 1): (3, 1)},
}


def grid(value, low, high, bits):
    if not (value >= low and value <= high):
        raise ValueError(f"{value} lies beyond the ends {low} and {high}")
    cells = 2**bits
    cell = int((value - low) * cells / (high - low)) if bits else 0
    return cell if cell < cells else cells - 1


def hilbert(x, y, bits):
    if x not in range(2**bits):
        raise ValueError(f"x is {x}")
    if y not in range(2**bits):
        raise ValueError(f"y is {y}")
    state, position = 0, 0
    for bit in range(bits - 1, -1, -1):
        digit, state = _NEXT[state][x >> bit & 1, y >> bit & 1]
        position = position << 2 | digit
    return position
