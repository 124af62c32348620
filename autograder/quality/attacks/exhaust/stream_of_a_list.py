"""Emits a stream whose text is a list of lines: valid by the schema, and no text.

must: graded; the run goes on
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": RIGHT_RLE
    + """
get_ipython().emit({"output_type": "stream", "name": "stdout", "text": ["a\\n", "b\\n"]})
"""
}
