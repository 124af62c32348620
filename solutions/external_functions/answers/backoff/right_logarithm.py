"""A logarithm says at which attempt the most is reached.

kind: right
"""


def backoff(attempt, base, most, chance):
    wrong = [value for value, bad in ((attempt, attempt < 1), (base, base <= 0), (most, most <= 0)) if bad]
    if wrong:
        raise ValueError(f"out of range: {wrong[0]}")
    if most <= base or attempt - 1 >= math.log2(most) - math.log2(base) + 1:
        return float(most) * chance()
    return min(float(base) * 2 ** (attempt - 1), float(most)) * chance()
