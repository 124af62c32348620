"""Edges are in the order of their tables first.

kind: wrong
reason: columns_apart
hint: In which order do tuples compare?
breaks: order
"""

_graph = join_graph
def join_graph(queries, sizes):
    return sorted(_graph(queries, sizes), key=lambda e: (e.left, e.right, e.left_column, e.right_column))
