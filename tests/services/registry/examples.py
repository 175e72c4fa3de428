"""The commands behind the contracts' examples, and the documents that these cite."""

from datetime import date
from uuid import UUID

from contracts.base import Contract
from contracts.examples import changed
from contracts.examples.registry import (
    BASE_SALARY_SET,
    CLUSTER_FORMED,
    CLUSTER_MEMBER_JOINED,
    CLUSTER_MEMBER_LEFT,
    CLUSTER_QUOTA_SET,
    COUNCIL_CHANGED,
    COUNCIL_ENDED,
    COUNCIL_FORMED,
    DECREE_91,
    DEPUTIES_RECOGNISED,
    LEADER_RECOGNISED,
    LEADER_ROTATION_SET,
    LEGAL_DOCUMENT_RECORDED,
    LEGAL_DOCUMENT_SUPERSEDED,
    LEGAL_DOCUMENT_VALIDITY_SET,
    LEVEL_PLACES_SHARED,
    LEVEL_QUOTA_SET,
    PLAN,
    PROVINCE,
    RESOLUTION_1655,
    ROTATING_FLAG_HANDED_OVER,
    ROTATING_FLAG_REGISTERED,
    RULE_PACK_ADOPTED,
    RULE_PACK_DRAFTED,
    RULE_PACK_FIGURE_CHANGED,
    SEASON_OPENED,
    STAFF_FIGURES_RECORDED,
    SUSPENSION_LIFTED,
    UNIT_CODE_CHANGED,
    UNIT_DISQUALIFIED,
    UNIT_DISSOLVED,
    UNIT_MOVED,
    UNIT_PASSED,
    UNIT_REGISTERED,
    UNIT_RENAMED,
    UNIT_RETYPED,
    UNIT_SPLIT,
    UNIT_SUCCEEDED,
    UNIT_SUSPENDED,
    UNIT_TOOK_OVER,
)
from contracts.registry import DocumentKind, UnitKind
from services.registry.cluster_commands import (
    CarryClusterOver,
    ChangeClusterMembers,
    FormCluster,
    RecogniseLeaders,
    SetLeaderRotation,
)
from services.registry.commands import (
    AdoptDraftedRulePack,
    AdoptRulePack,
    ChangeRulePackFigure,
    DraftRulePack,
    OpenSeason,
    RecordLegalDocument,
    SetBaseSalary,
)
from services.registry.councils import ChangeCouncil, EndCouncil, FormCouncil
from services.registry.documents import SetDocumentValidity, SupersedeDocument
from services.registry.flags import HandOverRotatingFlag, RegisterRotatingFlag
from services.registry.quota_commands import SetClusterQuota, SetLevelQuota, ShareLevelQuota
from services.registry.unit_commands import (
    ChangeUnitCode,
    DisqualifyUnit,
    DissolveUnit,
    Founded,
    LiftSuspension,
    MergedUnit,
    MergeUnits,
    MoveUnit,
    PassUnit,
    RecordStaffFigures,
    RegisterUnit,
    RenameUnit,
    RetypeUnit,
    SplitPart,
    SplitUnit,
    SucceedUnit,
    SuspendUnit,
)
from services.registry.unit_list import EnterUnits, UnitLine

ELSEWHERE = "ca-mau"
NOBODY = UUID("01856d3f-5c00-7000-8001-00000000dead")

PLAN_RECORDED = changed(LEGAL_DOCUMENT_RECORDED, document=PLAN, number="05/KH-UBND", issued_on=date(2023, 1, 5))
DECREE_RECORDED = changed(LEGAL_DOCUMENT_RECORDED, document=DECREE_91, issued_on=date(2017, 7, 31))
RESOLUTION_RECORDED = changed(
    LEGAL_DOCUMENT_RECORDED,
    document=RESOLUTION_1655,
    kind=DocumentKind.RESOLUTION,
    number="1655/NQ-UBTVQH15",
    issued_on=date(2025, 6, 16),
)
FOREIGN_PLAN = changed(PLAN_RECORDED, authority=ELSEWHERE)
PROVINCE_REGISTERED = changed(UNIT_REGISTERED, unit=PROVINCE, code="95", parent=None)


def command_of(command: type[Contract], *facts: Contract, **fields: object) -> Contract:
    """The command whose fields are those of the facts that follow from it, some of them changed."""
    said = {name: value for fact in facts for name, value in dict(fact).items() if name in command.model_fields}
    return command(**{**said, **fields})


RECORD = command_of(RecordLegalDocument, LEGAL_DOCUMENT_RECORDED)
SET_VALIDITY = command_of(SetDocumentValidity, LEGAL_DOCUMENT_VALIDITY_SET)
SUPERSEDE = command_of(SupersedeDocument, LEGAL_DOCUMENT_SUPERSEDED)
ADOPT = command_of(AdoptRulePack, RULE_PACK_ADOPTED)
DRAFT = command_of(DraftRulePack, RULE_PACK_DRAFTED)
CHANGE = command_of(ChangeRulePackFigure, RULE_PACK_FIGURE_CHANGED, value=3)
ADOPT_DRAFT = command_of(AdoptDraftedRulePack, RULE_PACK_DRAFTED, document=PLAN)
SET_SALARY = command_of(SetBaseSalary, BASE_SALARY_SET)
REGISTER = command_of(RegisterUnit, UNIT_REGISTERED)
RENAME = command_of(RenameUnit, UNIT_RENAMED)
RETYPE = command_of(RetypeUnit, UNIT_RETYPED)
CHANGE_CODE = command_of(ChangeUnitCode, UNIT_CODE_CHANGED)
MOVE = command_of(MoveUnit, UNIT_MOVED)
PASS = command_of(PassUnit, UNIT_PASSED)
ENTER = EnterUnits(
    authority="bac-lieu",
    on=UNIT_REGISTERED.valid_from,
    lines=(command_of(UnitLine, UNIT_REGISTERED, changes=None),),
)
NEW_VINH_PHUOC = Founded(kind=UnitKind.COMMUNE, name="Xã Vĩnh Phước", code="31876", parent=None)
MERGE = command_of(
    MergeUnits,
    UNIT_TOOK_OVER,
    successor=UNIT_TOOK_OVER.unit,
    predecessors=tuple(MergedUnit(unit=share.unit) for share in UNIT_TOOK_OVER.predecessors),
    founded=NEW_VINH_PHUOC,
)
SPLIT = command_of(
    SplitUnit,
    UNIT_SPLIT,
    parts=tuple(
        SplitPart(
            unit=share.unit,
            parts=share.parts,
            founded=None
            if share.unit == UNIT_SPLIT.unit
            else Founded(kind=UnitKind.COMMUNE, name="Xã Châu Hưng A", code="31903", parent=None),
        )
        for share in UNIT_SPLIT.shares
    ),
)
DISSOLVE = command_of(DissolveUnit, UNIT_DISSOLVED)
SUCCEED = command_of(
    SucceedUnit,
    UNIT_SUCCEEDED,
    founded=Founded(kind=UnitKind.DEPARTMENT, name="Trung tâm Xúc tiến", code="MAU-TTXT", parent=None),
)
FIGURES = command_of(RecordStaffFigures, STAFF_FIGURES_RECORDED)
SUSPEND = command_of(SuspendUnit, UNIT_SUSPENDED)
LIFT = command_of(LiftSuspension, SUSPENSION_LIFTED)
DISQUALIFY = command_of(DisqualifyUnit, UNIT_DISQUALIFIED)
OPEN = command_of(OpenSeason, SEASON_OPENED)
FORM = command_of(FormCluster, CLUSTER_FORMED, season_end=None)
CLUSTER_2024 = UUID("018cd000-1800-7000-8002-000000000001")
CARRY_OVER = command_of(
    CarryClusterOver,
    CLUSTER_FORMED,
    cluster=CLUSTER_2024,
    continues=CLUSTER_FORMED.cluster,
    season="bac-lieu.2024",
    joined=(),
    left=(),
    valid_from=date(2024, 2, 15),
    number=None,
    name=None,
    season_end=None,
)
CHANGE_MEMBERS = command_of(
    ChangeClusterMembers, CLUSTER_MEMBER_LEFT, joined=(CLUSTER_MEMBER_JOINED.unit,), left=(CLUSTER_MEMBER_LEFT.unit,)
)
ROTATE = command_of(SetLeaderRotation, LEADER_ROTATION_SET)
RECOGNISE = command_of(RecogniseLeaders, LEADER_RECOGNISED, leader=LEADER_RECOGNISED.unit, deputies=DEPUTIES_RECOGNISED.units)
SET_QUOTA = command_of(SetClusterQuota, CLUSTER_QUOTA_SET)
SET_LEVEL_QUOTA = command_of(SetLevelQuota, LEVEL_QUOTA_SET)
SHARE = command_of(ShareLevelQuota, LEVEL_PLACES_SHARED, clusters=tuple(share.cluster for share in LEVEL_PLACES_SHARED.shares))
REGISTER_FLAG = command_of(RegisterRotatingFlag, ROTATING_FLAG_REGISTERED)
HAND_OVER = command_of(HandOverRotatingFlag, ROTATING_FLAG_HANDED_OVER)
FORM_COUNCIL = command_of(FormCouncil, COUNCIL_FORMED)
CHANGE_COUNCIL = command_of(ChangeCouncil, COUNCIL_CHANGED)
END_COUNCIL = command_of(EndCouncil, COUNCIL_ENDED)
EVERY_COMMAND = (
    RECORD, SET_VALIDITY, SUPERSEDE,
    ADOPT, DRAFT, CHANGE, ADOPT_DRAFT, SET_SALARY, REGISTER, RENAME, RETYPE, CHANGE_CODE, MOVE, PASS, ENTER, MERGE, SPLIT,
    DISSOLVE, SUCCEED, FIGURES, SUSPEND, LIFT, DISQUALIFY, OPEN, FORM, CARRY_OVER, CHANGE_MEMBERS,
    ROTATE, RECOGNISE, SET_QUOTA, SET_LEVEL_QUOTA, SHARE, REGISTER_FLAG, HAND_OVER, FORM_COUNCIL, CHANGE_COUNCIL, END_COUNCIL,
)  # fmt: skip


def but(command: Contract, **fields: object) -> Contract:
    """The same command with some fields changed."""
    return type(command)(**{**dict(command), **fields})
