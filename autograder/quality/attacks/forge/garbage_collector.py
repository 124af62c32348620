"""Asks the garbage collector for the tests' functions, and calls the ones that know the answer.

must: the tests' objects are not in this process
earns: 0
exercises: bit_packing
"""

CELLS = {
    "bit_packing": r"""
import gc
import types


def known(name):
    for thing in gc.get_objects():
        if isinstance(thing, types.FunctionType) and thing.__name__ == name:
            return thing
    raise LookupError(name)


def bit_pack(a, width):
    return known("packed_by_hand")(a.tolist(), width)


def bit_unpack(packed, width, count):
    return known("unpackbits_peer")(packed, width, count)
"""
}
