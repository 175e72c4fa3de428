"""The zip of a .docx, the same bytes whatever the hour and the machine."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

FIRST: Final = "[Content_Types].xml"
RELATIONS: Final = "_rels/.rels"
PROPERTIES: Final = "docProps/core.xml"
RELATED: Final = (
    b"http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata/core-properties",
    b"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
)
"""What LibreOffice calls the document's properties, and what the standard does; python-docx would add a second part for them."""
HOURS: Final = re.compile(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>", re.DOTALL)
EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def repacked(package: bytes) -> bytes:
    """The same parts in the order of their names, without an hour; stored, because how a part is packed is zlib's own affair.

    The properties lose the hours of their making too: python-docx writes its own where a template has none.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as given, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as target:
        for name in sorted(given.namelist(), key=lambda name: (name != FIRST, name)):
            part = zipfile.ZipInfo(name, EPOCH)
            part.external_attr = 0o644 << 16
            target.writestr(part, _settled(name, given.read(name)))
    return made.getvalue()


def _settled(name: str, content: bytes) -> bytes:
    if name == RELATIONS:
        return content.replace(*RELATED)
    return HOURS.sub(b"", content) if name == PROPERTIES else content
