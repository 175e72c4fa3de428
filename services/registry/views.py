"""What registry's queries answer of units, seasons and people."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from contracts.registry import (
    ClusterKind,
    ClusterLevel,
    Reorganisation,
    SuspensionGround,
    UnitKind,
)
from infra.runtime.decisions import Role
from infra.runtime.paging import View


class EndedBy(StrEnum):
    MERGED = "merged"
    SPLIT = "split"
    DISSOLVED = "dissolved"
    SUCCEEDED = "succeeded"


class UnitView(View):
    """A unit; `parent_name` is None where the parent is not of the caller's authority.

    `valid_to` is the first day on which it is no more, None while it is there; `document` is that of its registration.
    """

    unit: UUID
    authority: str
    kind: UnitKind
    name: str
    code: str
    parent: UUID | None
    parent_name: str | None
    valid_from: date
    valid_to: date | None
    document: UUID


class HeldView(View):
    """Something that a unit had from `valid_from` up to, not including, `valid_to`; None: it has it still."""

    valid_from: date
    valid_to: date | None
    document: UUID


class AuthorityView(HeldView):
    """A managing authority that had it."""

    authority: str


class NameView(HeldView):
    """A name as the document spells it."""

    name: str


class CodeView(HeldView):
    code: str


class KindView(HeldView):
    kind: UnitKind


class ParentView(HeldView):
    """A unit that it stood under; where there is none on a day, none is listed."""

    parent: UUID
    parent_name: str | None


class EndView(View):
    """How a unit ended, and by which document."""

    by: EndedBy
    document: UUID


class DescentView(View):
    """A link between a unit and one that came from it on `day`; names as they were spelled then.

    Of a merger and of a succession, the predecessor makes `parts` of `whole` of its successor; of a split, the successor got
    `parts` of `whole` of its predecessor. `generation` counts the links from the unit asked for, from 1.
    """

    generation: int
    predecessor: UUID
    predecessor_name: str | None
    successor: UUID
    successor_name: str | None
    day: date
    manner: Reorganisation
    parts: int
    whole: int
    document: UUID


class Lineage(View):
    """A unit's descent, both ways: nearest generation first; an older link never follows a younger one."""

    unit: UUID
    name: str
    valid_from: date
    valid_to: date | None
    predecessors: tuple[DescentView, ...]
    successors: tuple[DescentView, ...]


class StaffFiguresView(View):
    day: date
    staff: int
    women: int


class SuspensionView(View):
    """A suspension; `valid_to` is the day of the lift, None while it holds."""

    valid_from: date
    valid_to: date | None
    ground: SuspensionGround
    reason: str
    document: UUID
    lift_reason: str | None
    lift_document: UUID | None


class DisqualificationView(View):
    season: str
    day: date
    ground: str
    document: UUID


class MembershipView(View):
    cluster: UUID
    season: str
    number: int
    name: str
    kind: ClusterKind
    level: ClusterLevel
    authority: str
    place: int
    valid_from: date
    valid_to: date


class UnitDetail(UnitView):
    """`authorities`, `names`, `codes`, `kinds` and `parents` each from their day on, the latest first."""

    ended: EndView | None
    authorities: tuple[AuthorityView, ...]
    names: tuple[NameView, ...]
    codes: tuple[CodeView, ...]
    kinds: tuple[KindView, ...]
    parents: tuple[ParentView, ...]
    staff_figures: tuple[StaffFiguresView, ...]
    suspensions: tuple[SuspensionView, ...]
    disqualifications: tuple[DisqualificationView, ...]
    memberships: tuple[MembershipView, ...]


class SeasonView(View):
    """A season; `end_day` is the day behind its last."""

    season: str
    authority: str
    year: int
    pack: str
    pack_version: int
    first_day: date
    end_day: date


class PostView(View):
    """A role that a person had, for a unit or for the authority itself; `valid_to` is the first day without it."""

    role: Role
    unit: UUID | None
    valid_from: date
    valid_to: date | None


class PersonView(View):
    person: UUID
    authority: str
    unit: UUID | None
    name: str
    contact: str | None
    posts: tuple[PostView, ...] = ()
