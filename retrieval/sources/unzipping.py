"""ZIP archives from anybody, opened and unpacked within limits that are counted, not read off their headers."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from retrieval.sources.refusals import DocumentError, Reason

_CHUNK = 1 << 16
_RATIO = 250
_RATIO_COUNTS_FROM = 1 << 20
"""Bytes: a small member may be nothing but one letter."""
_ENCRYPTED = 0x1


def open_zip(data: bytes) -> ZipFile:
    """The archive in `data`. Raises DocumentError when it is none, or a broken one."""
    if not data.startswith(b"PK"):
        raise DocumentError(Reason.NOT_THIS_KIND)
    try:
        return ZipFile(BytesIO(data))
    except (BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise DocumentError(Reason.BROKEN) from error


def unpack(archive: ZipFile, at: int, limit: int) -> bytes:
    """The bytes of an archive's member number `at`.

    Raises DocumentError: more than `limit` bytes come out, or more than 250 times of what went in (a bomb); encrypted;
    broken, or packed in a way that only bombs and curiosities are.
    """
    member = archive.infolist()[at]
    if member.flag_bits & _ENCRYPTED:
        raise DocumentError(Reason.PASSWORD)
    if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise DocumentError(Reason.BROKEN)
    data = bytearray()
    try:
        # By the member itself: its name may stand in the archive twice.
        with archive.open(member) as file:
            while chunk := file.read(_CHUNK):
                data += chunk
                inflated = len(data) > _RATIO_COUNTS_FROM and len(data) > _RATIO * member.compress_size
                if len(data) > limit or inflated:
                    raise DocumentError(Reason.TOO_LARGE)
    except (BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise DocumentError(Reason.BROKEN) from error
    return bytes(data)
