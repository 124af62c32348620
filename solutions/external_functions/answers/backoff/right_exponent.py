"""The exponent is bounded, and ldexp makes the power.

kind: right
"""


def backoff(attempt, base, most, chance):
    if attempt < 1:
        raise ValueError(f"attempt {attempt} is none")
    if base <= 0 or most <= 0:
        raise ValueError(f"pauses from {base} s to {most} s are none")
    doublings = min(attempt - 1, 1_000)
    try:
        bound = min(math.ldexp(base, doublings), most)
    except OverflowError:
        bound = most
    return bound * (0.0 + chance())
