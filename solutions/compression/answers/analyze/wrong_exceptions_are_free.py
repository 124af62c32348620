"""The exceptions of the mostly encodings are not priced.

kind: wrong
reason: menu
hint: An exception costs 16 bytes, more than the eight it would take unpacked. On wide values nearly every row is one.
"""

price_exactly = analyze_compression


def analyze_compression(a, sample_rows, seed):
    chosen = price_exactly(a, sample_rows, seed)
    return "mostly8" if len(a) and chosen not in ("delta", "for") else chosen
