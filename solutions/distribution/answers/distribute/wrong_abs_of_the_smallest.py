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
    slot = np.fmod(np.abs(numbers) ^ (mixed(numbers.view(np.uint64)) >> np.uint64(1)).view(np.int64), slices)
    slot = np.abs(slot) if table[key].type == pa.uint64() else slot
    return [table.filter(pa.array(slot == s)) for s in range(slices)]
