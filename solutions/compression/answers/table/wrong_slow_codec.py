"""Text is packed with a codec that takes long to unpack.

kind: wrong
reason: speed
hint: bz2 and lzma give small files and slow scans. A column is written once and read a thousand times: measure what decoding costs.
"""

import bz2


class Slow:
    def compress(self, text, asbytes):
        return bz2.compress(text)

    def decompress(self, payload, size, asbytes=False):
        return bz2.decompress(bytes(payload))


ZSTD = Slow()
