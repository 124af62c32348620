"""x.

kind: right
"""
