"""Numbers with nulls pass through float64, as pandas would do it.

kind: wrong
reason: types
hint: A float64 keeps 53 bits of an integer. Which column of yours becomes a float on its way, because it has nulls?
breaks: types
"""

from types import SimpleNamespace

take_apart = columns.to_streams


def to_streams(column):
    streams = take_apart(column)
    if "valid" in streams and "values" in streams and pa.types.is_integer(column.type):
        streams["values"] = np.clip(streams["values"].astype(float), -(2.0**63), 2.0**63 - 1024).astype(np.int64)
    return streams


columns = SimpleNamespace(supported=columns.supported, from_streams=columns.from_streams, to_streams=to_streams)
