"""The normal equations by hand, and scores as logarithms.

kind: right
"""

from math import isnan, log


def fit_scaling(samples):
    sizes = {r for r, _ in samples}
    if len(sizes) < 2:
        raise ValueError(f"{len(sizes)} different sizes")
    a = sum(1 / s**2 for _, s in samples)
    b = sum(1 / (r * s**2) for r, s in samples)
    c = sum(1 / (r * s) ** 2 for r, s in samples)
    d = sum(1 / s for _, s in samples)
    e = sum(1 / (r * s) for r, s in samples)
    det = a * c - b * b
    serial, parallel = (d * c - e * b) / det, (a * e - b * d) / det
    if serial < 0:
        return 0.0, e / c
    if parallel < 0:
        return d / a, 0.0
    return serial, parallel


def choose_rpus(serial, parallel, sizes, slider):
    if isnan(slider) or slider < 0 or slider > 1:
        raise ValueError(f"slider {slider}")
    if len(sizes) == 0:
        raise ValueError("nothing to choose from")

    def score(r):
        seconds = serial + parallel / r
        return slider * log(seconds) + (1 - slider) * log(r * seconds)

    least = min(score(r) for r in sizes)
    ties = sorted(r for r in sizes if score(r) - least < 1e-9)
    # seconds never grow with the size: larger ones are as fast, or faster
    best = ties[0]
    for r in ties[1:]:
        if (serial + parallel / r) < (serial + parallel / best) * (1 - 1e-9):
            best = r
    return best
