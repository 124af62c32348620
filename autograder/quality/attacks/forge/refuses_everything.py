"""Raises at every input an exception that bears every name and number a refusal may be asked for.

must: a refusal of good input costs the check that asks for it
earns: 0
exercises: bit_packing
"""

CELLS = {
    "bit_packing": r"""
class Anything(ValueError, TypeError, KeyError, IndexError):
    def __str__(self):
        return " ".join(map(str, range(-300, 6000)))


def bit_pack(a, width):
    raise Anything


def bit_unpack(packed, width, count):
    raise Anything
"""
}
