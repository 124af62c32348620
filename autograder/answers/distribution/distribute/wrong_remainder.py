"""The remainder of the key itself is taken for a hash.

kind: wrong
reason: spread
hint: Keys have patterns: TPC-H's order keys use 8 numbers of every 32. Mix the bits of the key before you take the
remainder.
"""

def mixed(x):
    return x
