"""Seasons: the years of emulation, each with its frozen rule pack and what of it registry decides by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.registry import SeasonOpened
from contracts.rules import QuotaBase
from infra.runtime.decisions import Context
from services.registry import refusals


@dataclass(frozen=True, slots=True)
class Season:
    authority: str = ""
    pack: str = ""
    first_day: date = date.max
    end_day: date = date.max
    members_min: int | None = None
    members_max: int | None = None
    quota_base: QuotaBase | None = None


def evolve_season(_: Season, fact: SeasonOpened) -> Season:
    return Season(fact.authority, fact.pack, fact.first_day, fact.end_day, fact.members_min, fact.members_max, fact.quota_base)


def require_season(season: Season, named: str, context: Context[Any]) -> None:
    """Refuse a season that was never opened, or that is another authority's."""
    if not season.authority:
        raise refusals.UnknownSeason(season=named)
    context.require_authority(season.authority)
