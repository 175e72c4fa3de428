"""Around the scoring: rotating flags, the enterprise block's council, a leader changed in mid-season, the South-West cluster."""

from __future__ import annotations

from datetime import date
from functools import cache
from uuid import UUID

from infra.local.demo.client import Client
from infra.local.demo.files import table
from infra.local.demo.ids import AUTHORITY, LAST_DAY, SEASON, YEAR, document_id, id_of
from infra.local.demo.plan import BOARD, Command, Track, command
from infra.local.demo.units import ENTERPRISES, Cluster, Unit, clusters
from infra.local.issuer import Persona, person_id

NEW_YEAR = date(YEAR, 1, 1)
FORMED, HANDED_OVER, CHANGED = date(YEAR, 2, 22), date(YEAR, 3, 13), date(YEAR, 8, 1)
SOUTH_WEST = id_of("cluster", "south-west")
ROLES = ("chair", "vice-chair", "secretary", "member", "member")


# The inter-provincial cluster of the Departments of Home Affairs ----------------------------------------------------


@cache
def home_affairs() -> tuple[UUID, ...]:
    """The thirteen departments in roll order; that of Bạc Liêu competes in a cluster of its province too."""
    own = next(unit.id for cluster in clusters() for unit in cluster.units if unit.name == "Sở Nội vụ")
    return tuple(own if province == "Bạc Liêu" else id_of("unit", "home-affairs", province) for province in _provinces())


def _provinces() -> list[str]:
    return list(table("clusters")["south_west"])


def neighbours() -> list[Track]:
    """Register the departments of the other twelve provinces."""
    return [
        (
            command(
                "registry",
                "register-unit",
                BOARD,
                f"SNV.{place:02}",
                unit=unit,
                authority=AUTHORITY,
                kind="department",
                name=f"Sở Nội vụ tỉnh {province}" if province != "Cần Thơ" else "Sở Nội vụ thành phố Cần Thơ",
                code=f"MAU-SNV.{place:02}",
                parent=None,
                valid_from=NEW_YEAR,
                document=document_id("south-west"),
            ),
        )
        for place, (province, unit) in enumerate(zip(_provinces(), home_affairs(), strict=True), start=1)
        if province != "Bạc Liêu"
    ]


def south_west_formed() -> Track:
    """Form the cluster, outside the quotas of the province, and register its flag with last year's leader."""
    members = home_affairs()
    form = command(
        "registry",
        "form-cluster",
        BOARD,
        "south-west",
        cluster=SOUTH_WEST,
        season=SEASON,
        number=1,
        name="Cụm thi đua Sở Nội vụ 13 tỉnh, thành phố Tây Nam Bộ",
        kind="cluster",
        level="inter-provincial",
        members=members,
        valid_from=FORMED,
        document=document_id("south-west"),
        rotation=members,
    )
    return (form, _register_flag("south-west", SOUTH_WEST, form_name="Cụm Tây Nam Bộ", holder=members[-1]))


def south_west_led() -> Track:
    """The first of the rotation leads, and takes the flag from the last."""
    members = home_affairs()
    led = command(
        "registry",
        "recognise-leaders",
        BOARD,
        "south-west",
        cluster=SOUTH_WEST,
        leader=members[0],
        deputies=members[1:3],
        valid_from=date(YEAR, 3, 14),
        document=document_id("south-west-leaders"),
    )
    return (led, _hand_over("south-west", SOUTH_WEST, members[-1], members[0], "south-west-leaders"))


# Rotating flags -----------------------------------------------------------------------------------------------------


def flag_of(cluster: Cluster) -> Track:
    """The flag of a cluster passes from last year's leader, who stands before this year's on the roll, to this year's."""
    last = cluster.units[cluster.units.index(cluster.leader) - 1]
    return (
        _register_flag(cluster.number, cluster.id, form_name=cluster.name, holder=last.id),
        _hand_over(cluster.number, cluster.id, last.id, cluster.leader.id, "decision-661"),
    )


def _register_flag(key: object, cluster: UUID, *, form_name: str, holder: UUID) -> Command:
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


def _hand_over(key: object, cluster: UUID, hands: UUID, takes: UUID, document: str) -> Command:
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


async def faults_around(client: Client) -> list[str]:
    """Who held a flag on the season's last day without being its cluster's leader of March, or sat in a wrong council's seat."""
    flags = {row["flag"]: row["custody"]["holder"] for row in await client.pages("registry", f"/rotating-flags?on={LAST_DAY}")}
    expected = {str(id_of("rotating-flag", cluster.number)): str(cluster.leader.id) for cluster in clusters()}
    expected[str(id_of("rotating-flag", "south-west"))] = str(home_affairs()[0])
    council = await client.ask("registry", f"/councils/{_council()}?on={LAST_DAY}")
    seated = [seat["unit"] for seat in council["in_force"]["seats"]]
    faults = [] if flags == expected else [f"rotating flags: {flags} instead of {expected}"]
    return faults if seated == _seated(_changed(_block())) else [*faults, f"the block's council: {seated}"]


# The enterprise block: its council, and its leader changed in mid-season -----------------------------------------------


def _block() -> Cluster:
    return next(cluster for cluster in clusters() if cluster.number == ENTERPRISES)


def _council() -> UUID:
    return id_of("council", ENTERPRISES)


def council_formed() -> Command:
    """Form the council of the enterprise block from officers of its units, who are named by opaque ids alone."""
    block = _block()
    return command(
        "registry",
        "form-council",
        BOARD,
        ENTERPRISES,
        council=_council(),
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
        council=_council(),
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


def _seated(units: tuple[Unit, ...]) -> list[str]:
    return [str(unit.id) for unit in units]
