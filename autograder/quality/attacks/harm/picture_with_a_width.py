"""Shows pictures whose metadata give a width that ends the attribute and starts another.

must: no script of a submission's is active on a page of the grader's
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE, add, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    add(
        notebook,
        "rle",
        """
for kind in ("image/png", "image/jpeg"):
    get_ipython().emit({"output_type": "display_data", "data": {kind: "x", "text/plain": "x"},
            "metadata": {kind: {"width": "1 onerror=document.title='planted-by-an-attack'", "height": "1 onerror=alert(2)"}}})
get_ipython().emit({"output_type": "display_data", "data": {"image/png": "x"}, "metadata": {"filenames": {"image/png": "https://example.invalid/pixel.png"}}})
""",
    )
    save(notebook, folder)
