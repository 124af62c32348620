"""Hands in an archive of archives of archives, each of which unpacks to more.

must: unpacked as far as a person would, within bounds of time and memory; the next submission is graded
earns: 0
exercises: rle
"""

import io
import tarfile
import zipfile

import nbformat

from autograder.quality.attack_corpus import RIGHT_RLE, put


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    text = nbformat.writes(notebook)
    inner = packed({"compression.ipynb": text, "zeros.ipynb": bytes(200 << 20)})
    for _ in range(3):
        inner = packed({f"{number}.zip": inner for number in range(30)})
    (folder / "compression.zip").write_bytes(inner)
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for number in range(5):
            member = tarfile.TarInfo(f"{number}.ipynb")
            member.size = 100 << 20
            archive.addfile(member, io.BytesIO(bytes(member.size)))
    (folder / "compression.tar.gz").write_bytes(data.getvalue())


def packed(files: dict[str, bytes | str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()
