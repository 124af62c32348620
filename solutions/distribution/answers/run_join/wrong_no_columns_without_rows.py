"""A slice without inner rows gives back its outer rows' columns alone.

kind: wrong
reason: edges
breaks: edges
hint: An empty part of the result still has the result's columns: let the join make it.
"""

plain_join = joined


def joined(outer, inner, outer_key, inner_key):
    return plain_join(outer, inner, outer_key, inner_key) if len(inner) else outer.slice(0, 0)
