"""Any style that is neither ALL nor EVEN is KEY, and a missing column is pyarrow's problem.

kind: wrong
reason: refuses
breaks: refuses
hint: A misspelt style or column must be refused by name, or a table is loaded the wrong way and nobody hears of it.
"""

def distribute(table, style, key, slices):
    if style == ALL:
        return [table] * slices
    if style == EVEN:
        return [table.take(pa.array(np.arange(s, len(table), slices))) for s in range(slices)]
    slot = mixed(key_numbers(table[key])) % np.uint64(slices)
    return [table.filter(pa.array(slot == s)) for s in range(slices)]
