"""Puts script into the text of exceptions, into a class's name and into results, which messages show.

must: messages are shown as text
earns: 0
exercises: rle
"""

CELLS = {
    "rle": r"""
SCRIPT = "</code></div><script>document.title = 'planted-by-an-attack'</script>"
Error = type(SCRIPT, (ValueError,), {})


def rle_encode(a):
    if len(a) % 2:
        raise Error(SCRIPT)
    return SCRIPT


def rle_decode(r):
    raise Error(SCRIPT)


raise Error(SCRIPT)
"""
}
