"""By a checksum of each row's bytes, written out as text.

kind: right
"""


import hashlib


def exchange(cluster, data, keys):
    wanted = tuple(keys)
    if wanted in data.keys:
        return data
    count = cluster.slices
    made = []
    if data.everywhere:
        for s in range(count):
            made.append(cluster.run(s, one_piece, data.parts[s], wanted, count, s))
    else:
        pieces = [cluster.run(s, pieces_of, part, wanted, count, outputs=count)
                  for s, part in enumerate(data.parts)]
        for s in range(count):
            made.append(cluster.run(s, glue, *[piece[s] for piece in pieces]))
    return Distributed(made, frozenset([wanted]), False)


def glue(*tables):
    return pa.concat_tables(tables)


def pieces_of(rows, keys, count):
    where = []
    for values in zip(*(rows[key].to_pylist() for key in keys)) if keys else [()] * len(rows):
        text = repr([value + 0.0 if type(value) is float else value for value in values])
        where.append(int.from_bytes(hashlib.md5(text.encode()).digest()[:8], "big") % count if keys else 0)
    where = np.array(where, np.int64)
    return [rows.take(pa.array(np.flatnonzero(where == s))) for s in range(count)]


def one_piece(rows, keys, count, which):
    return pieces_of(rows, keys, count)[which]


def broadcast(cluster, data):
    if not data.everywhere:
        copies = [cluster.run(s, glue, *data.parts) for s in range(cluster.slices)]
        data = Distributed(copies, frozenset(), True)
    return data
