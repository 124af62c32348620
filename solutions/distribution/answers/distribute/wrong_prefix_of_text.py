"""Only the first eight letters of a text are hashed.

kind: wrong
reason: texts
breaks: spread
hint: Names often begin alike: Customer#000000001, Customer#000000002. Hash all of the text.
"""

others = key_numbers


def key_numbers(column):
    import pyarrow.compute as pc

    return others(pc.utf8_slice_codeunits(column, 0, 8) if pa.types.is_string(column.type) else column)
