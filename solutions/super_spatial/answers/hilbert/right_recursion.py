"""As the task says it, by recursion.

kind: right
"""


def grid(value, low, high, bits):
    if value != value or value < low or value > high:
        raise ValueError(f"{value} is outside of the axis")
    if value == high:
        return 2**bits - 1
    return min(math.floor((value - low) / (high - low) * (1 << bits)), (1 << bits) - 1)


def hilbert(x, y, bits):
    for cell in (x, y):
        if cell < 0 or cell >= 1 << bits:
            raise ValueError(f"no cell {cell}")
    return _walk(x, y, bits)


def _walk(x, y, bits):
    if bits == 0:
        return 0
    side, size = 1 << bits - 1, 1 << 2 * (bits - 1)
    u, v = x & side - 1, y & side - 1
    if x < side and y < side:
        return _walk(v, u, bits - 1)
    if y >= side:
        return size * (1 if x < side else 2) + _walk(u, v, bits - 1)
    return 3 * size + _walk(side - 1 - v, side - 1 - u, bits - 1)
