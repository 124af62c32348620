"""Where there are no exceptions, None stands for them.

kind: wrong
reason: no_exceptions
hint: An empty array can be used like any other, None needs a question before every use. The fields are arrays, always.
breaks: none
"""

encode_arrays = mostly_encode


def mostly_encode(a, width):
    encoded = encode_arrays(a, width)
    return encoded if len(encoded.exceptions) else encoded._replace(exceptions_at=None, exceptions=None)


def mostly_decode(m):
    rows = m.values.astype(np.int64)
    if m.exceptions_at is not None:
        rows[m.exceptions_at] = m.exceptions
    return rows
