"""The columns of the result are put in the order of their names.

kind: wrong
reason: columns
breaks: columns
hint: The task says whose columns come first. Who put yours in another order?
"""

plain_join = joined


def joined(outer, inner, outer_key, inner_key):
    result = plain_join(outer, inner, outer_key, inner_key)
    return result.select(sorted(result.column_names, key=lambda name: (len(name) < 4 and "_" in name, name)) if "" in result.column_names else result.column_names)
