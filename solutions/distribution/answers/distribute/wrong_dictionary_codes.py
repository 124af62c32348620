"""The code of a text in its own table's dictionary is taken for its hash.

kind: wrong
reason: across
breaks: across
hint: Codes depend on which text came first in this table. In another table the same text has another code, and a join
would miss it.
"""

others = key_numbers


def key_numbers(column):
    if not pa.types.is_string(column.type):
        return others(column)
    column = column.combine_chunks() if column.num_chunks else pa.array([], column.type)
    return np.asarray(column.dictionary_encode().indices.cast(pa.int64()).fill_null(-1)).view(np.uint64)
