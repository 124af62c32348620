"""The hash is made positive with abs(), which leaves the smallest int64 negative.

kind: wrong
reason: together
breaks: together
hint: abs(-2**63) does not fit int64 and stays negative: such a row gets no slice. Work in uint64, which has no sign
to lose.
"""

reference = distribute


def distribute(table, style, key, slices):
    reference(table, style, key, slices)
    if style != KEY:
        return reference(table, style, key, slices)
    numbers = key_numbers(table[key]).view(np.int64)
    hashed = (numbers ^ ((numbers & np.int64(2**63 - 1)) >> 31)) * np.int64(-7046029254386353131)
    slot = np.fmod(np.abs(hashed) >> 20, slices)
    return [table.filter(pa.array(slot == s)) for s in range(slices)]
