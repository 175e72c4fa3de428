"""Around the scoring: rotating flags, the enterprise block's council, a leader changed in mid-season."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from infra.local.demo.ids import AUTHORITY, YEAR, document_id, id_of
from infra.local.demo.plan import BOARD, Command, Track, command
from infra.local.demo.units import ENTERPRISES, Cluster, Unit, clusters
from infra.local.issuer import Persona, person_id

NEW_YEAR = date(YEAR, 1, 1)
FORMED, HANDED_OVER, CHANGED = date(YEAR, 2, 22), date(YEAR, 3, 13), date(YEAR, 8, 1)
ROLES = ("chair", "vice-chair", "secretary", "member", "member")


# Rotating flags -----------------------------------------------------------------------------------------------------


def flag_of(cluster: Cluster) -> Track:
    """The flag of a cluster passes from last year's leader, who stands before this year's on the roll, to this year's."""
    last = cluster.units[cluster.units.index(cluster.leader) - 1]
    return (
        registered_flag(cluster.number, cluster.id, form_name=cluster.name, holder=last.id),
        handed_over(cluster.number, cluster.id, last.id, cluster.leader.id, "decision-661"),
    )


def registered_flag(key: object, cluster: UUID, *, form_name: str, holder: UUID) -> Command:
    return command(
        "registry",
        "register-rotating-flag",
        BOARD,
        key,
        flag=id_of("rotating-flag", key),
        cluster=cluster,
        name=f"Cờ luân lưu {form_name}",
        holder=holder,
        valid_from=NEW_YEAR,
        document=document_id("units"),
    )


def handed_over(key: object, cluster: UUID, hands: UUID, takes: UUID, document: str) -> Command:
    return command(
        "registry",
        "hand-over-rotating-flag",
        BOARD,
        key,
        flag=id_of("rotating-flag", key),
        cluster=cluster,
        hands=hands,
        takes=takes,
        on=HANDED_OVER,
        document=document_id(document),
        minutes=document_id("flag-minutes"),
    )


# The enterprise block: its council, and its leader changed in mid-season -----------------------------------------------


def _block() -> Cluster:
    return next(cluster for cluster in clusters() if cluster.number == ENTERPRISES)


def council() -> UUID:
    """The id of the block's council."""
    return id_of("council", ENTERPRISES)


def council_formed() -> Command:
    """Form the council of the enterprise block from officers of its units, who are named by opaque ids alone."""
    block = _block()
    return command(
        "registry",
        "form-council",
        BOARD,
        ENTERPRISES,
        council=council(),
        authority=AUTHORITY,
        kind="block",
        name=f"Hội đồng Thi đua - Khen thưởng {block.name}",
        cluster=block.id,
        seats=_seats(_first(block)),
        valid_from=FORMED,
        valid_to=None,
        document=document_id("clusters"),
    )


def council_changed() -> Command:
    """Decision 1352: the chair passes to another unit's officer, and one unit takes another's place."""
    return command(
        "registry",
        "change-council",
        BOARD,
        ENTERPRISES,
        if_match=1,
        council=council(),
        seats=_seats(_changed(_block())),
        valid_from=date(YEAR, 7, 24),
        document=document_id("decision-1352"),
    )


def leader_changed() -> Command:
    """The first deputy leads the enterprise block from August on, and the leader becomes a deputy."""
    leader, deputies = _block().autumn
    return command(
        "registry",
        "recognise-leaders",
        BOARD,
        ENTERPRISES,
        "autumn",
        if_match=1,
        cluster=_block().id,
        leader=leader.id,
        deputies=[unit.id for unit in deputies],
        valid_from=CHANGED,
        document=document_id("leader-change"),
    )


def _first(block: Cluster) -> tuple[Unit, ...]:
    return block.units[: len(ROLES)]


def _changed(block: Cluster) -> tuple[Unit, ...]:
    chair, vice, *others = _first(block)
    return (vice, chair, *others[:-1], block.units[len(ROLES)])


def _seats(units: tuple[Unit, ...]) -> list[dict[str, object]]:
    return [
        {"person": person_id(Persona.UNIT_OFFICER, unit.id), "unit": unit.id, "role": role}
        for unit, role in zip(units, ROLES, strict=True)
    ]


def seated() -> list[str]:
    """The units of those who sit in it since Decision 1352, by seat."""
    return [str(unit.id) for unit in _changed(_block())]
