"""A part of a Word document → the same part with what Word shows, where mammoth would take something else."""

from __future__ import annotations

from xml.etree import ElementTree as ET

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_OFF = frozenset({"0", "false", "off"})


def shown_part(part: bytes) -> bytes:
    """The XML of a part without hidden text, and with text boxes that only newer programs are meant to see.

    mammoth reads the fallback of an alternative, which LibreOffice leaves empty, and does not know hidden text.
    """
    if b"AlternateContent" not in part and b"vanish" not in part:
        return part
    root = ET.fromstring(part)  # noqa: S314 - proved
    for parent in list(root.iter()):
        for run in parent.findall(f"{_W}r"):
            mark = run.find(f"{_W}rPr/{_W}vanish")
            if mark is not None and mark.get(f"{_W}val", "1") not in _OFF:
                parent.remove(run)
    for alternative in root.iter(f"{_MC}AlternateContent"):
        fallback, choice = alternative.find(f"{_MC}Fallback"), alternative.find(f"{_MC}Choice")
        boxes = [] if choice is None else list(choice.iter(f"{_W}txbxContent"))
        if not boxes or (fallback is not None and fallback.find(f".//{_W}t") is not None):
            continue
        if fallback is None:
            fallback = ET.SubElement(alternative, f"{_MC}Fallback")
        ET.SubElement(fallback, f"{_W}pict").extend(boxes)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))
