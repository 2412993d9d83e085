"""The package of a Word document → the parts that are text, proved to be harmless."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from xml.parsers import expat
from zipfile import ZIP_STORED, ZipFile

from retrieval.sources.docx_shown import shown_part
from retrieval.sources.refusals import DocumentError, Reason
from retrieval.sources.unzipping import open_zip, unpack

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_XML = 12 * 1024 * 1024
"""Bytes of all parts together, unpacked: some twenty times a long article with its styles."""
_MAX_PARTS = 2_000
_MAX_DEPTH = 200

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# Comments are the editors' talk, and the rest is large and never text.
_LEFT_OUT = ("comments", "theme", "glossary", "customXml", "webSettings", "fontTable", "vbaData", "media", "embeddings")


@dataclass(frozen=True, slots=True)
class Package:
    """A Word document without pictures, comments and links to the outside; `author` is its core property, or `""`."""

    document: BytesIO
    author: str


def open_package(data: bytes) -> Package:
    """The text of a Word document as a package of its own.

    Raises DocumentError: an old .doc, protected by a password, no Word document, broken, or larger than an article.
    """
    if data.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        raise DocumentError(Reason.PASSWORD if encrypted else Reason.OLD_WORD)
    parts = _parts(data)
    if "[Content_Types].xml" not in parts or not any(name.endswith(".rels") for name in parts):
        raise DocumentError(Reason.NOT_THIS_KIND)
    document = BytesIO()
    with ZipFile(document, "w", ZIP_STORED) as package:
        for name, part in parts.items():
            package.writestr(name, _without_outside(part) if name.endswith(".rels") else shown_part(part))
    document.seek(0)
    return Package(document, _creator(parts))


def _parts(data: bytes) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    left = MAX_XML
    with open_zip(data) as archive:
        members = archive.infolist()
        if len(members) > _MAX_PARTS:
            raise DocumentError(Reason.TOO_LARGE)
        for at, member in enumerate(members):
            name = member.filename
            if not name.endswith((".xml", ".rels")) or any(word in name for word in _LEFT_OUT) or name in parts:
                continue
            part = unpack(archive, at, left)
            left -= len(part)
            _prove(part)
            parts[name] = part
    return parts


def _prove(part: bytes) -> None:
    """Raise DocumentError if a part is not well-formed, nests too deep to be walked, or defines entities of its own.

    No program writes a definition into a Word document: whoever does wants it to grow, or to read a file.
    """
    parser = expat.ParserCreate()
    depth = 0

    def define(*_: object) -> None:
        raise DocumentError(Reason.BROKEN)

    def open_(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise DocumentError(Reason.BROKEN)

    def close(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = define
    parser.StartElementHandler = open_
    parser.EndElementHandler = close
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise DocumentError(Reason.BROKEN) from error


def _without_outside(part: bytes) -> bytes:
    """Relationships without those that lead out of the package, except the addresses of links, which are only text."""
    root = ET.fromstring(part)  # noqa: S314 - proved
    for relationship in root.findall(_RELATIONSHIP):
        outside = relationship.get("TargetMode", "").lower() == "external"
        if outside and not relationship.get("Type", "").endswith("/hyperlink"):
            root.remove(relationship)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _creator(parts: Mapping[str, bytes]) -> str:
    core = parts.get("docProps/core.xml")
    found = ET.fromstring(core).find(_CREATOR) if core else None  # noqa: S314 - proved
    return (found.text or "") if found is not None else ""
