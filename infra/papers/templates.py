"""Where a template is: an installation's own, in the directory that the settings name, else the one that ships."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from infra.papers.problems import BrokenTemplate

SHIPPED: Final = Path(__file__).with_name("templates")
SIZE_MAX_BYTES: Final = 8 * 1024 * 1024


def template_of(name: str, own: Path | None) -> bytes:
    """A template's bytes, read anew each time: whoever mends one need not start anything again.

    Raises:
        BrokenTemplate: the installation's own cannot be read.
    """
    if own is not None and (mine := own / f"{name}.docx").exists():
        try:
            if mine.stat().st_size > SIZE_MAX_BYTES:
                raise BrokenTemplate("quá lớn", "it is too large")
            return mine.read_bytes()
        except OSError as error:
            raise BrokenTemplate(f"không đọc được ({error.strerror})", f"it cannot be read ({error.strerror})") from None
    return (SHIPPED / f"{name}.docx").read_bytes()
