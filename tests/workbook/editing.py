"""Files as other programs leave them: a form that openpyxl opened, changed and saved."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl


def opened(body: bytes) -> Any:
    """The whole workbook, by another library than the one that wrote it."""
    return openpyxl.load_workbook(io.BytesIO(body))


def saved(book: Any) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def edited(body: bytes, sheet: str, **cells: Any) -> bytes:
    """The file with these cells typed over: `C12=7.5`."""
    book = opened(body)
    for cell, value in cells.items():
        book[sheet][cell] = value
    return saved(book)


def repacked(body: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The file with its parts changed, or left out where `change` gives None."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if (part := change(name, old.read(name))) is not None:
                new.writestr(name, part)
    return target.getvalue()
