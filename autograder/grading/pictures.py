"""Pictures that were pasted into a notebook: those that its file holds are kept, of the others the text
says that they are missing."""

from __future__ import annotations

import base64
import re
from urllib.parse import quote

import nbformat
from nbformat import NotebookNode

LARGEST_PICTURE = 8 << 20  # characters of a pasted picture, which is base64
LONGEST_TEXT = 200_000  # characters of a cell that is looked at; its pictures are not in it
# that a cell may have attached
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml")


def of_cell(attachments: object) -> dict[str, dict[str, str]]:
    """Of a cell's attachments those that are pictures: by name, base64 by kind."""
    if not isinstance(attachments, dict):
        return {}
    found = {}
    for name, bundle in attachments.items():
        bundle = bundle if isinstance(bundle, dict) else {}
        kept = {kind: text for kind in PICTURES if (text := _picture(bundle.get(kind)))}
        if isinstance(name, str) and kept:
            found[name] = kept
    return found


def _picture(content: object) -> str:
    """The base64 of a picture, empty where it is none."""
    if isinstance(content, list) and all(isinstance(line, str) for line in content):
        content = "".join(content)
    if not isinstance(content, str) or len(content) > LARGEST_PICTURE:
        return ""
    content = "".join(content.split())
    try:
        return content if base64.b64decode(content, validate=True) else ""
    except ValueError:
        return ""


def attach(cell: NotebookNode, attachments: object) -> None:
    """Give a Markdown cell its pasted pictures. Where its text shows one that is not there, which
    no converter of notebooks bears, the text says so instead."""
    text, kept = cell.source, {}
    for number, (name, bundle) in enumerate(of_cell(attachments).items()):
        written = f"attachment:{name}"
        # one that a link can hold as it is
        plain = name if re.fullmatch(r"[\w.-]+", name, re.ASCII) else f"picture-{number}"
        if plain != name:
            for form in (written, f"attachment:{quote(name)}"):
                text = text.replace(form, f"attachment:{plain}")
        kept[plain] = bundle

    def shown(found: re.Match) -> str:
        return (
            found[0]
            if found["name"] in kept
            else f"*(a picture that the file does not hold: {found['alt'] or found['name']})*"
        )

    text = re.sub(
        # bounded, or a text of nothing but beginnings takes the square of its length
        r"!\[(?P<alt>[^\]\n]{0,500})\]\(\s{0,9}<?attachment:(?P<name>[^\s)>]{0,500}+)>?[^)\n]{0,500}\)",
        shown,
        text,
    )
    if not _can_be_shown(text, kept):  # written in another way
        text, kept = re.sub(r"(?i)attachment:", "attachment ", text), {}
        if not _can_be_shown(text, kept):
            text = "".join(f"    {line}\n" for line in text.splitlines())
    cell.source = text
    if kept:
        cell["attachments"] = nbformat.from_dict(kept)


def _can_be_shown(text: str, attachments: dict) -> bool:
    if "![" not in text:
        return True
    if len(text) > LONGEST_TEXT:
        return False
    # a third of what the process that reads a class takes to start, and few texts come here
    from nbconvert.filters.markdown_mistune import (
        InvalidNotebook,
        IPythonRenderer,
        MarkdownWithMath,
    )

    try:
        MarkdownWithMath(renderer=IPythonRenderer(escape=False, attachments=attachments)).render(
            text
        )
    except (InvalidNotebook, RecursionError):
        return False
    return True
