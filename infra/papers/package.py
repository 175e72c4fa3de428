"""The zip of a .docx, the same bytes whatever the hour and the machine."""

from __future__ import annotations

import io
import zipfile
from typing import Final

FIRST: Final = "[Content_Types].xml"
EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def repacked(package: bytes) -> bytes:
    """The same parts in the order of their names, without an hour; stored, because how a part is packed is zlib's own affair."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as given, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as target:
        for name in sorted(given.namelist(), key=lambda name: (name != FIRST, name)):
            part = zipfile.ZipInfo(name, EPOCH)
            part.external_attr = 0o644 << 16
            target.writestr(part, given.read(name))
    return made.getvalue()
