"""Pieces of a long text are put together in the order of their names, where 10 comes before 2.

kind: wrong
reason: bit_exact
hint: As texts, the numbers 0 to 15 are sorted 0, 1, 10, 11 and so on. Small tables have too few pieces to show it. Keep pieces in a list, or sort numbers.
"""

PIECE = 1 << 18


class Pieces:
    def compress(self, text, asbytes):
        pieces = {str(at // PIECE): text[at : at + PIECE] for at in range(0, len(text), PIECE)}
        return pa.compress(b"".join(pieces[name] for name in sorted(pieces)), "zstd", asbytes=True)

    def decompress(self, payload, size, asbytes=False):
        return pa.decompress(payload, size, "zstd", asbytes=asbytes)


ZSTD = Pieces()
