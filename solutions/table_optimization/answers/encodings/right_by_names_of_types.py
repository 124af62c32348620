"""Types are told by their texts, and distinct texts counted until there are too many.

kind: right
"""

import re

from warehouse import columns

NUMBERS = re.compile(r"u?int(8|16|32|64)|date(32\[day\]|64\[ms\])|timestamp\[.*\]|decimal128\(([1-9]|1[0-8]), -?\d+\)")
FLOATS = re.compile("bool|halffloat|float|double")


class Encoder:
    def __init__(self, table, choose):
        self.table, self.choose = table, choose

    def few(self, name):
        seen = set()
        for chunk in self.table[name].chunks:
            seen.update(chunk.to_pylist())
            if len(seen) > 257:
                return False
        return len(seen - {None}) <= 256

    def encoding(self, name, sorted_by_it):
        type_ = str(self.table.schema.field(name).type)
        if type_ in ("string", "large_string"):
            answer = lambda: "bytedict" if self.few(name) else "zstd"
        elif FLOATS.fullmatch(type_):
            answer = lambda: "raw"
        elif NUMBERS.fullmatch(type_):
            answer = lambda: self.choose(columns.to_streams(self.table[name])["values"], 4096, 0)
        else:
            raise ValueError(f"column {name}: type {type_}")
        return (lambda: "raw") if sorted_by_it or self.table.num_rows < 4096 else answer


def encodings(table, sort_key, choose):
    encoder = Encoder(table, choose)
    if sort_key is not None:
        if sort_key not in set(table.column_names):
            raise ValueError(f"sort key {sort_key} is missing")
    later = [(name, encoder.encoding(name, name == sort_key)) for name in table.column_names]
    return {name: answer() for name, answer in later}
