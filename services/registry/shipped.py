"""The rule packs that ship with the software, every version of each, read once from `packs/*.json`."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from services.registry.commands import (
    PackContent,
    Shipped,
)


def _read(folder: Path) -> dict[tuple[str, int], PackContent]:
    packs = [PackContent.model_validate_json(file.read_bytes()) for file in folder.glob("*.json")]
    return {(pack.pack, pack.version): pack for pack in sorted(packs, key=lambda pack: (pack.pack, pack.version))}


SHIPPED: Shipped = MappingProxyType(_read(Path(__file__).parent / "packs"))
