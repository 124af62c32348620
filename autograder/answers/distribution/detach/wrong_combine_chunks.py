"""combine_chunks is believed to copy.

kind: wrong
reason: wire
hint: A table of one chunk is already combined: nothing is copied. Measure the pickle before and after.
"""

def detach(table):
    return table.combine_chunks()
