"""An event's envelope as the log writes it: the contract's own bytes, without a model made for each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson

from contracts.base import Event, Fact, schema_of
from infra.runtime.proposals import Proposal

SOUND_MAX: Final = 4096
_sound: set[tuple[object, ...]] = set()


def attributes_of(
    fact: Fact,
    by: Proposal,
    *,
    id: UUID,  # noqa: A002 - the contract's word
    source: str,
    stream: str,
    version: int,
    position: int,
    time: datetime,
    actor: str,
) -> dict[str, Any]:
    """The attributes around a fact's data, in the contract's order.

    What comes from outside is held against the contract once for each combination: the rest is counted here, or was
    checked with the fact.

    Raises:
        ValidationError: no reader would take this event.
    """
    effective = fact.effective_time or by.at
    envelope: dict[str, Any] = {
        "specversion": "1.0",
        "id": id,
        "source": source,
        "type": fact.type,
        "subject": stream,
        "time": time,
        "datacontenttype": "application/json",
        "dataschema": schema_of(type(fact)),
        "streamversion": version,
        "sequence": f"{position:020d}",
        "effectivetime": effective,
        "actor": actor,
        "authority": by.authority,
        "commandid": by.command_id,
        "correlationid": by.correlation_id or by.command_id,
    }
    if by.causation_id is not None:
        envelope["causationid"] = by.causation_id
    if (pack := fact.rule_pack) is not None:
        envelope["rulepack"] = pack
    if (basis := fact.legal_basis) is not None:
        envelope["legalbasis"] = basis
    if by.seen:
        envelope["seen"] = by.seen
    told = (type(fact), source, actor, by.authority, pack, by.seen, len(stream), time.year, effective.year)
    if told not in _sound:
        Event(**envelope, data=fact)
        if len(_sound) >= SOUND_MAX:
            _sound.clear()
        _sound.add(told)
    return envelope


def body_of(envelope: Mapping[str, Any], data: bytes) -> bytes:
    """The event's bytes, as `Event.to_json` would write them, around its data's."""
    return orjson.dumps({**envelope, "data": orjson.Fragment(data)}, option=orjson.OPT_UTC_Z)
