"""What the packages of both versions of QTI have in common: a zip of XML files, and the manifest that
says what each is (IMS Content Packaging 1.1)."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import dataclass

from autograder.questions import validity

PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
MANIFEST = "imsmanifest.xml"
EPOCH = (1980, 1, 1, 0, 0, 0)  # of every file, so that the same questions give the same package
IDENTIFIER = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)


@dataclass(frozen=True)
class Resource:
    """A file of the package. ``needs``: identifiers of others."""

    identifier: str
    kind: str
    href: str
    needs: tuple[str, ...] = ()


def packed(files: dict[str, bytes]) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), files[name], zipfile.ZIP_DEFLATED)
    return raw.getvalue()


def written(root: ET.Element, space: str, schema: str) -> bytes:
    """A file whose elements are of the namespace ``space``; ``schema``: the address of its own."""
    root.set("xmlns", space)
    root.set("xmlns:xsi", XSI)
    root.set("xsi:schemaLocation", f"{space} {schema}")
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def manifest(schema: tuple[str, str], resources: list[Resource]) -> ET.Element:
    """``schema``: what kind of package it is, and of which version."""
    root = ET.Element("manifest", identifier="questions-of-the-course")
    about = ET.SubElement(root, "metadata")
    for tag, text in zip(("schema", "schemaversion"), schema):
        ET.SubElement(about, tag).text = text
    ET.SubElement(root, "organizations")
    within = ET.SubElement(root, "resources")
    for it in resources:
        resource = ET.SubElement(
            within, "resource", identifier=it.identifier, type=it.kind, href=it.href
        )
        ET.SubElement(resource, "file", href=it.href)
        for other in it.needs:
            ET.SubElement(resource, "dependency", identifierref=other)
    return root


def faults(raw: bytes, schema: str) -> tuple[dict[str, ET.Element], list[str]]:
    """The package's files as they are read, and what is wrong with them by ``schema``, with the
    manifest, and between the two."""
    archive = zipfile.ZipFile(io.BytesIO(raw))
    names = set(archive.namelist())
    read = {name: ET.fromstring(archive.read(name)) for name in names}
    if MANIFEST not in read:
        return read, [f"there is no {MANIFEST}"]
    found = []
    for name in sorted(names):
        kind = "package" if name == MANIFEST else schema
        found += [f"{name}: {words}" for words in validity.faults(kind, archive.read(name))]
    resources = read[MANIFEST].findall(f".//{{{PACKAGE}}}resource")
    ids = [it.get("identifier", "") for it in resources]
    found += [f"{name!r} is no identifier" for name in ids if not IDENTIFIER.fullmatch(name)]
    found += [f"the identifier {name} twice" for name in {*ids} if ids.count(name) > 1]
    listed = {it.get("href", "") for it in resources}
    found += [f"{name} is not there" for name in sorted(listed - names)]
    found += [f"{name} is in no manifest" for name in sorted(names - listed - {MANIFEST})]
    for it in read[MANIFEST].iter(f"{{{PACKAGE}}}dependency"):
        if it.get("identifierref") not in ids:
            found.append(f"{it.get('identifierref')} is no resource")
    return read, found
