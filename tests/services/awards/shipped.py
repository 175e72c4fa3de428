"""The rule packs that ship, as awards sees them once they are adopted, with no step before a decision."""

from __future__ import annotations

from services.awards.money import Entry, Pack
from services.registry.commands import (
    PackContent,
)
from services.registry.shipped import SHIPPED
from tests.services.awards.examples import SWITCHED_OFF


def pack_of(content: PackContent) -> Pack:
    rules = content.awards
    return Pack(
        name=content.pack,
        version=content.version,
        valid_from=content.valid_from,
        valid_to=content.valid_to,
        rounded_up_to=rules.money_rounded_up_to,
        catalogue={entry.award: Entry(entry.form, entry.multiple) for entry in rules.catalogue},
        only_highest_title_paid=rules.only_highest_title_paid,
        deadlines=rules.deadlines,
        calendar=content.calendar,
        procedure=SWITCHED_OFF,
    )


PACKS = tuple(pack_of(content) for content in SHIPPED.values())
