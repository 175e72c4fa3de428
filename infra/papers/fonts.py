"""Where the font of PDFs lies: Tinos, as wide as Times New Roman and free. Standard library only: the set-up asks too."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

FAMILY: Final = "Tinos"
FACES: Final = ("Tinos-Regular.ttf", "Tinos-Bold.ttf", "Tinos-Italic.ttf", "Tinos-BoldItalic.ttf")
PACKAGE: Final = "fonts-croscore"
"""The Debian and Ubuntu package; the same files in each of their releases since 2021."""
PLACES: Final = (
    Path("/usr/share/fonts/truetype/croscore"),
    Path("/usr/share/fonts/google-croscore"),
    Path("/usr/share/fonts/google-tinos-fonts"),
)


def font_directory(places: Iterable[Path] = PLACES) -> Path | None:
    """The first of these directories that holds all four faces."""
    return next((place for place in places if all((place / face).is_file() for face in FACES)), None)
