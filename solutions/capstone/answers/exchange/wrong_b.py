"""x.

kind: wrong
reason: rows
hint: x?
"""
