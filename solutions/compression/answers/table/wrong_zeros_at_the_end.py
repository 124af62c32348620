"""Texts pass through numpy's text arrays, which drop zero characters at their ends.

kind: wrong
reason: generated
hint: np.array(["a\\0"])[0] is "a". A text may hold any character, so store its length and do not look for an end.
breaks: back
"""

import pyarrow.compute as pc

encode_texts = encode_table


def encode_table(table):
    for place, field in enumerate(table.schema):
        if pa.types.is_string(field.type):  # what a round trip through np.array(texts) does, only faster
            table = table.set_column(place, field, pc.utf8_rtrim(table[field.name], "\0"))
    return encode_texts(table)
