"""Small files as people's programs write them, and some that only look like it."""

from __future__ import annotations

import io
import zipfile

OPEN_XML = "application/vnd.openxmlformats-officedocument."
WORD, SHEET = f"{OPEN_XML}wordprocessingml.document.main+xml", f"{OPEN_XML}spreadsheetml.sheet.main+xml"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"


def pdf(text: str = "Mau", size: int = 0) -> bytes:
    """A PDF of at least so many bytes."""
    return b"%PDF-1.7\n%" + text.encode() + b"\n" + bytes(max(0, size - 40)) + b"\ntrailer<<>>\n%%EOF\n"


def zipped(**parts: bytes | str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()


def content_types(main: str, part: str = "/word/document.xml", *, before: str = "") -> str:
    namespace = "http://schemas.openxmlformats.org/package/2006/content-types"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<Types xmlns="{namespace}">'
        f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="{part}" ContentType="{main}"/></Types>'
    )


def office(main: str = WORD, part: str = "word/document.xml", before: str = "", **more: bytes | str) -> bytes:
    return zipped(**{"[Content_Types].xml": content_types(main, f"/{part}", before=before), part: "<x/>", **more})


def open_document(kind: str = "text", **more: bytes | str) -> bytes:
    return zipped(mimetype=f"application/vnd.oasis.opendocument.{kind}", **{"content.xml": "<x/>", **more})


PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
GOOD = {
    "pdf": pdf(),
    "jpg": b"\xff\xd8\xff\xe0" + bytes(40),
    "png": PNG,
    "gif": b"GIF89a" + bytes(40),
    "webp": b"RIFF\x24\0\0\0WEBPVP8 " + bytes(40),
    "tiff": b"II*\0" + bytes(40),
    "heic": b"\0\0\0\x18ftypheic" + bytes(40),
    "docx": office(),
    "xlsx": office(SHEET, "xl/workbook.xml"),
    "odt": open_document(),
    "ods": open_document("spreadsheet"),
}
BAD = {
    "file-type-unknown": [
        b"MZ" + bytes(200),
        b"<html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"#!/bin/sh\n",
        b" %PDF-1.7\n%%EOF",
        zipped(readme="no document"),
        office("application/xml"),
        zipped(**{"[Content_Types].xml": content_types(WORD), "word/other.xml": "<x/>"}),
        open_document("formula"),
    ],
    "program-inside": [
        office(MACRO),
        office(WORD, **{"word/vbaProject.bin": b"x"}),
        office(WORD, **{"word/activeX/activeX1.bin": b"x"}),
        open_document("text", **{"Basic/Standard/Module1.xml": b"x"}),
    ],
    "old-office-file": [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)],
    "file-damaged": [pdf()[:20], office()[:-30], office(before='<!DOCTYPE x [<!ENTITY a "b">]>')],
}
