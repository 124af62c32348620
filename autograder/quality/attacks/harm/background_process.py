"""Starts programs in a session of their own and does not wait for them.

must: none is left when the submission is over
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import subprocess

for words in (["sleep", "301"], ["sh", "-c", "trap '' TERM HUP INT; sleep 302; sleep 303"]):
    try:
        subprocess.Popen(
            words, start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except OSError as error:
        print(error)
"""
    + RIGHT_RLE
}
