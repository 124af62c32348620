"""Loops and catches the interrupt, in the cell and in the function.

must: what does not obey is ended; the other exercises keep their points
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
def loop():
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue


def rle_encode(a):
    loop()


def rle_decode(r):
    loop()


loop()
"""
}
