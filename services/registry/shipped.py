"""The rule packs that ship with the software, read once from `packs/*.json`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from services.registry.commands import ShippedPack


def _read(folder: Path) -> dict[str, ShippedPack]:
    packs = [ShippedPack.model_validate_json(file.read_bytes()) for file in sorted(folder.glob("*.json"))]
    return {pack.pack: pack for pack in packs}


SHIPPED: Mapping[str, ShippedPack] = MappingProxyType(_read(Path(__file__).parent / "packs"))
