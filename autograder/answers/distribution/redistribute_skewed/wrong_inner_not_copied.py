"""The heavy rows are spread, their partners stay on one slice.

kind: wrong
reason: answers
hint: Outer rows of the heavy key are now on every slice. Where is the inner row that they join with?
"""

def copied(table, key, heavy, slices, first):
    return split(table, key, slices)
