"""Names an encoding that equals every encoding.

must: a subclass of str is no text; no check passes
earns: 0
exercises: analyze
"""

CELLS = {
    "analyze": r"""
class Every(str):
    __eq__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __hash__ = lambda self: hash("runlength")
    __contains__ = lambda self, part: True


def analyze_compression(a, sample_rows, seed):
    return Every("runlength")
"""
}
