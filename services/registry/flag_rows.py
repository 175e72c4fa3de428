"""What the facts of a rotating flag change in the read model, and what they say in one line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never
from uuid import UUID

from contracts.registry import RotatingFlagHandedOver, RotatingFlagRegistered
from infra.runtime.changes import Put
from services.registry.flags import FlagFact


def rows_of(fact: FlagFact) -> Iterator[Put]:
    match fact:
        case RotatingFlagRegistered():
            row = {
                "authority": fact.authority,
                "line": fact.line,
                "cluster": fact.cluster,
                "name": fact.name,
                "holder": fact.holder,
                "valid_from": fact.valid_from,
                "document": fact.document,
            }
            yield Put("rotating_flag", {"flag": fact.flag}, row)
        case RotatingFlagHandedOver():
            row = {
                "cluster": fact.cluster,
                "hands": fact.hands,
                "takes": fact.takes,
                "document": fact.document,
                "minutes": fact.minutes,
            }
            yield Put("flag_hand_over", {"flag": fact.flag, "day": fact.on}, row)
        case _:
            assert_never(fact)


def units_of(fact: FlagFact) -> tuple[UUID, ...]:
    """The units that a fact is about."""
    match fact:
        case RotatingFlagRegistered(holder=holder):
            return () if holder is None else (holder,)
        case RotatingFlagHandedOver(hands=hands, takes=takes):
            return tuple(unit for unit in (hands, takes) if unit is not None)
    assert_never(fact)


def summary_of(fact: FlagFact) -> tuple[str, str]:
    match fact:
        case RotatingFlagRegistered(name=name, valid_from=day):
            return f"Đăng ký «{name}» từ ngày {day:%d/%m/%Y}", f"Registered rotating flag “{name}”, from {day}"
        case RotatingFlagHandedOver(hands=hands, takes=takes, on=day):
            vi = ("cơ quan chủ trì", "đơn vị")
            en = ("the managing authority", "a unit")
            giver, taker = hands is not None, takes is not None
            return (
                f"Bàn giao cờ luân lưu ngày {day:%d/%m/%Y}: {vi[giver]} giao cho {vi[taker]}",
                f"Rotating flag handed over on {day}: from {en[giver]} to {en[taker]}",
            )
    assert_never(fact)
