"""The files behind the season's evidence: a few dozen small documents, each saying that it is a sample, the same bytes on
every machine. Content is shared by its hash, so that thousands of pieces of evidence need no more files than this.
"""

from __future__ import annotations

import base64
import io
import zipfile
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Final

from infra.local.demo.files import table

SAYS: Final = "DU LIEU MAU, khong phai van ban that. A SAMPLE, no real document."
_MAIN: Final = "application/vnd.openxmlformats-officedocument."
_RELATED: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
# A picture of one white point.
_POINT: Final = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP////////////////////////////////////////////////////////////////////////////////"
    "//////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA="
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One file: its content, and the hash that evidence cites it by."""

    content: bytes
    sha256: str


@cache
def samples() -> dict[tuple[str, str], Sample]:
    """Every file that the season's evidence can be, by the beginning of its name and its extension."""
    words = table("wording")["evidence"]
    stems = sorted({stem for kind, names in words.items() if kind != "extensions" for stem in names})
    return {(stem, end): _sample(MAKERS[end](stem)) for stem in stems for end in sorted(set(words["extensions"]))}


def _sample(content: bytes) -> Sample:
    return Sample(content, sha256(content).hexdigest())


def _pdf(stem: str) -> bytes:
    text = f"BT /F 12 Tf 60 760 Td ({stem}) Tj 0 -20 Td ({SAYS}) Tj ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
    )
    made, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table_ = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table_) + end


def _jpg(stem: str) -> bytes:
    said = f"{stem}: {SAYS}".encode()
    return _POINT[:2] + b"\xff\xfe" + (len(said) + 2).to_bytes(2, "big") + said + _POINT[2:]


def _docx(stem: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    lines = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in (stem, SAYS))
    document = f'{_HEAD}<w:document xmlns:w="{space}"><w:body>{lines}</w:body></w:document>'
    return _package("word/document.xml", f"{_MAIN}wordprocessingml.document.main+xml", {"word/document.xml": document})


def _xlsx(stem: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rows = "".join(f'<row><c t="inlineStr"><is><t>{line}</t></is></c></row>' for line in (stem, SAYS))
    sheets = '<sheets><sheet name="Mau" sheetId="1" r:id="rId1"/></sheets>'
    parts = {
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{space}" xmlns:r="{_RELATED}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": _relations("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'{_HEAD}<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>',
    }
    sheet = f"{_MAIN}spreadsheetml.worksheet+xml"
    return _package("xl/workbook.xml", f"{_MAIN}spreadsheetml.sheet.main+xml", parts, {"xl/worksheets/sheet1.xml": sheet})


def _package(main: str, type_: str, parts: dict[str, str], types: dict[str, str] | None = None) -> bytes:
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    named = "".join(f'<Override PartName="/{part}" ContentType="{of}"/>' for part, of in {main: type_, **(types or {})}.items())
    kinds = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    whole = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{space}">{kinds}{named}</Types>',
        "_rels/.rels": _relations("officeDocument", main),
        **parts,
    }
    made = io.BytesIO()
    # Stored and dated: what is packed, and when, differs from machine to machine.
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as file:
        for name, content in whole.items():
            file.writestr(zipfile.ZipInfo(name, (2023, 1, 1, 0, 0, 0)), content)
    return made.getvalue()


def _relations(kind: str, target: str) -> str:
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    one = f'<Relationship Id="rId1" Type="{_RELATED}/{kind}" Target="{target}"/>'
    return f'{_HEAD}<Relationships xmlns="{space}">{one}</Relationships>'


MAKERS: Final = {"pdf": _pdf, "jpg": _jpg, "docx": _docx, "xlsx": _xlsx}
