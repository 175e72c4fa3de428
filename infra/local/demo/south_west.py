"""The inter-provincial cluster of the 13 Departments of Home Affairs of the South-West: formed, led, its agreement signed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from infra.local.demo.agreement import agreed, criteria, digest_of
from infra.local.demo.around import FORMED, NEW_YEAR, handed_over, registered_flag
from infra.local.demo.files import table
from infra.local.demo.ids import AUTHORITY, SEASON, YEAR, document_id, id_of
from infra.local.demo.plan import BOARD, Actor, Command, Track, command
from infra.local.demo.scorecards import TOTAL, Member, agreement, scorecard
from infra.local.demo.units import CHANCE, clusters

SOUTH_WEST = id_of("cluster", "south-west")
CARD = scorecard("department-general")


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
    return (form, registered_flag("south-west", SOUTH_WEST, form_name="Cụm Tây Nam Bộ", holder=members[-1]))


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
    return (led, handed_over("south-west", SOUTH_WEST, members[-1], members[0], "south-west-leaders"))


def south_west_agreement() -> dict[str, tuple[Track, ...]]:
    """The cluster's agreement, beside those of the province: drafted, issued, signed by all thirteen, closed."""
    leader = Actor("leader-officer", home_affairs()[0])
    return {
        "scorecards": ((_scores("draft-scorecard", BOARD, total=TOTAL, criteria=criteria(CARD)),),),
        "targets": (tuple(_scores("set-targets", leader, member.unit, **agreed(member)) for member in _members()),),
        "issue": ((_scores("issue-scorecard", BOARD),),),
        "signing": tuple((signature,) for signature in _signatures()),
        "agreements-closed": ((_scores("close-agreement", BOARD),),),
    }


@cache
def _members() -> list[Member]:
    return agreement(CARD, home_affairs(), CHANCE)


def _signatures() -> Iterator[Command]:
    digest = digest_of(CARD, _members())
    for unit in home_affairs():
        yield _scores("sign-agreement", Actor("unit-officer", unit), unit, unit=unit, version=1, digest=digest)


def _scores(name: str, actor: Actor, /, *about: object, **body: Any) -> Command:
    return command("scoring", name, actor, "south-west", *about, cluster=SOUTH_WEST, **body)
