"""Null keys are replaced before the join, and then match.

kind: wrong
reason: nulls
breaks: nulls
hint: In SQL a null equals nothing. A value that you put in its place may equal a key that is really there.
"""

plain_join = joined


def joined(outer, inner, outer_key, inner_key):
    def filled(table, key):
        at = table.column_names.index(key)
        if not pa.types.is_integer(table.schema.field(at).type):
            return table
        return table.set_column(at, table.field(at), table[key].fill_null(0))

    return plain_join(filled(outer, outer_key), filled(inner, inner_key), outer_key, inner_key)
