"""Hands in a zip file and a picture under the notebook's name and others.

must: 0, and a note that says why
earns: 0
exercises: rle
"""

import io
import zipfile


def build(folder, notebook):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("../../planted-by-an-attack", "planted-by-an-attack")
    (folder / "compression.ipynb").write_bytes(held.getvalue())
    (folder / "compression.zip").write_bytes(held.getvalue())
    (folder / "photo.ipynb").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
