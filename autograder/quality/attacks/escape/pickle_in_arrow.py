"""Returns Arrow tables whose schema carries a pickled extension type and pickled pandas metadata.

must: no metadata are unpickled
earns: 0
exercises: table
"""

CELLS = {
    "table": r"""
import os
import pickle


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/planted-by-an-attack",)


def encode_table(table):
    return pickle.dumps(Bomb())


def decode_table(encoded):
    metadata = {b"ARROW:extension:name": b"arrow.py_extension_type", b"ARROW:extension:metadata": pickle.dumps(Bomb())}
    field = pa.field("x", pa.binary(), metadata=metadata)
    return pa.table([pa.array([b"1"])], schema=pa.schema([field], metadata={b"pandas": pickle.dumps(Bomb())}))
"""
}
