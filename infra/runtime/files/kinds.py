"""What a file is, by its content alone; its name says nothing.

A short list of what is taken, each by the signature of its specification, not a guess among thousands: a library that
guesses calls a macro document, and any zip archive, a .docx. Office documents are told by the content types in their zip
(ECMA-376 part 2, ODF part 3).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, Final
from xml.etree import ElementTree as ET

from infra.runtime.files.refusals import FileBomb, FileDamaged, FileTypeUnknown, OldOfficeFile, ProgramInside

HEAD_BYTES: Final = 64
PDF_END_BYTES: Final = 1024
UNPACKED_BYTES_MAX: Final = 256 * 1024 * 1024
PARTS_MAX: Final = 10_000
CONTENT_TYPES_BYTES_MAX: Final = 1024 * 1024
MEGABYTE: Final = 1024 * 1024
CONTENT_TYPES: Final = "[Content_Types].xml"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROGRAMS: Final = re.compile(r"vbaproject|vbadata|/activex/|^basic/|^scripts/|macrosheets/", re.IGNORECASE)


class FileKind(StrEnum):
    PDF = "pdf"
    IMAGE = "image"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class FileType:
    """What a file is: how rules call it, how it is declared to a browser, and how its name should end."""

    kind: FileKind
    media_type: str
    extension: str


PDF: Final = FileType(FileKind.PDF, "application/pdf", "pdf")
IMAGES: Final = (
    (re.compile(rb"\xff\xd8\xff"), FileType(FileKind.IMAGE, "image/jpeg", "jpg")),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), FileType(FileKind.IMAGE, "image/png", "png")),
    (re.compile(rb"GIF8[79]a"), FileType(FileKind.IMAGE, "image/gif", "gif")),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), FileType(FileKind.IMAGE, "image/webp", "webp")),
    (re.compile(rb"II\*\x00|MM\x00\*"), FileType(FileKind.IMAGE, "image/tiff", "tiff")),
    (re.compile(rb".{4}ftyp(heic|heix|mif1|msf1)", re.DOTALL), FileType(FileKind.IMAGE, "image/heic", "heic")),
)
_OPEN_XML: Final = "application/vnd.openxmlformats-officedocument."
_ODF: Final = "application/vnd.oasis.opendocument."
MAIN_PARTS: Final = {
    f"{_OPEN_XML}wordprocessingml.document.main+xml": FileType(FileKind.OFFICE, f"{_OPEN_XML}wordprocessingml.document", "docx"),
    f"{_OPEN_XML}spreadsheetml.sheet.main+xml": FileType(FileKind.OFFICE, f"{_OPEN_XML}spreadsheetml.sheet", "xlsx"),
    f"{_OPEN_XML}presentationml.presentation.main+xml": FileType(
        FileKind.OFFICE, f"{_OPEN_XML}presentationml.presentation", "pptx"
    ),
    f"{_OPEN_XML}presentationml.slideshow.main+xml": FileType(FileKind.OFFICE, f"{_OPEN_XML}presentationml.slideshow", "ppsx"),
}
OPEN_DOCUMENTS: Final = {
    f"{_ODF}text": FileType(FileKind.OFFICE, f"{_ODF}text", "odt"),
    f"{_ODF}spreadsheet": FileType(FileKind.OFFICE, f"{_ODF}spreadsheet", "ods"),
    f"{_ODF}presentation": FileType(FileKind.OFFICE, f"{_ODF}presentation", "odp"),
}


def type_of(file: BinaryIO) -> FileType:
    """Tell what a file is; it is read from its beginning, and little of it.

    Raises:
        FileTypeUnknown, OldOfficeFile, ProgramInside, FileDamaged, FileBomb: it is nothing that is taken.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if re.match(rb"%PDF-[12]\.\d", head):
        return _pdf(file)
    for signature, found in IMAGES:
        if signature.match(head):
            return found
    if head.startswith(OLE):
        raise OldOfficeFile
    if head.startswith(b"PK\x03\x04"):
        return _office(file)
    raise FileTypeUnknown


def _pdf(file: BinaryIO) -> FileType:
    end = file.seek(0, 2)
    file.seek(max(0, end - PDF_END_BYTES))
    if b"%%EOF" not in file.read():
        raise FileDamaged(reason="PDF: %%EOF")
    return PDF


def _office(file: BinaryIO) -> FileType:
    try:
        with zipfile.ZipFile(file) as parts:
            infos = parts.infolist()
            _require_bounded(infos)
            names = {info.filename for info in infos}
            if program := next((name for name in sorted(names) if PROGRAMS.search(name)), None):
                raise ProgramInside(part=program)
            return _open_xml(parts, names) if CONTENT_TYPES in names else _open_document(parts, infos)
    except (zipfile.BadZipFile, RuntimeError, EOFError, ValueError, KeyError) as error:
        # Also what is encrypted, or packed in a way that no office program uses.
        raise FileDamaged(reason=f"zip: {type(error).__name__}") from error


def _require_bounded(infos: Iterable[zipfile.ZipInfo]) -> None:
    """Refuse by what the zip's directory says; whoever unpacks goes by that too."""
    sizes = [info.file_size for info in infos]
    if len(sizes) > PARTS_MAX or sum(sizes) > UNPACKED_BYTES_MAX:
        raise FileBomb(parts=len(sizes), megabytes=sum(sizes) // MEGABYTE)


def _open_xml(parts: zipfile.ZipFile, names: set[str]) -> FileType:
    types = _declared(_read(parts, CONTENT_TYPES))
    if program := next((media for _, media in types if re.search("macroEnabled|vbaProject|activeX", media)), None):
        raise ProgramInside(part=program)
    mains = {MAIN_PARTS[media] for part, media in types if media in MAIN_PARTS and part.lstrip("/") in names}
    if len(mains) != 1:
        raise FileTypeUnknown
    return mains.pop()


def _declared(document: bytes) -> list[tuple[str, str]]:
    if b"<!DOCTYPE" in document or b"<!ENTITY" in document:
        raise FileDamaged(reason="XML: DOCTYPE")
    try:
        root = ET.fromstring(document)  # noqa: S314  bounded, and no entity comes this far
    except ET.ParseError as error:
        raise FileDamaged(reason="XML") from error
    return [(each.get("PartName", ""), each.get("ContentType", "")) for each in root]


def _open_document(parts: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> FileType:
    if not infos or infos[0].filename != "mimetype":
        raise FileTypeUnknown
    found = OPEN_DOCUMENTS.get(_read(parts, "mimetype").decode("latin-1"))
    if found is None or "content.xml" not in parts.namelist():
        raise FileTypeUnknown
    return found


def _read(parts: zipfile.ZipFile, name: str) -> bytes:
    with parts.open(name) as part:
        document = part.read(CONTENT_TYPES_BYTES_MAX + 1)
    if len(document) > CONTENT_TYPES_BYTES_MAX:
        raise FileDamaged(reason=name)
    return document
