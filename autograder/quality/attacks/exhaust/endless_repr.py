"""Puts objects in the place of its functions whose repr, name, call and truth take for ever.

must: asking what the notebook defines is under a time limit; there is a grade
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
class Endless:
    def loop(self, *arguments):
        while True:
            pass

    __repr__ = __str__ = __call__ = __bool__ = __len__ = __eq__ = __hash__ = __getattr__ = loop


rle_encode = rle_decode = Endless()
"""
}
