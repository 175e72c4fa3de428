"""The commands behind the contracts' examples, and the documents that these cite."""

from datetime import date
from uuid import UUID

from contracts.base import Contract
from contracts.examples import changed
from contracts.examples.registry import (
    BASE_SALARY_SET,
    CLUSTER_FORMED,
    CLUSTER_QUOTA_SET,
    DECREE_91,
    DEPUTIES_RECOGNISED,
    LEADER_RECOGNISED,
    LEGAL_DOCUMENT_RECORDED,
    PLAN,
    PROVINCE,
    RULE_PACK_ADOPTED,
    SEASON_OPENED,
    STAFF_FIGURES_RECORDED,
    SUSPENSION_LIFTED,
    UNIT_DISQUALIFIED,
    UNIT_REGISTERED,
    UNIT_SUSPENDED,
)
from services.registry.commands import (
    AdoptRulePack,
    DisqualifyUnit,
    FormCluster,
    LiftSuspension,
    OpenSeason,
    RecogniseLeaders,
    RecordLegalDocument,
    RecordStaffFigures,
    RegisterUnit,
    SetBaseSalary,
    SetClusterQuota,
    SuspendUnit,
)

ELSEWHERE = "ca-mau"
NOBODY = UUID("01856d3f-5c00-7000-8001-00000000dead")

PLAN_RECORDED = changed(LEGAL_DOCUMENT_RECORDED, document=PLAN, number="05/KH-UBND", issued_on=date(2023, 1, 5))
DECREE_RECORDED = changed(LEGAL_DOCUMENT_RECORDED, document=DECREE_91, issued_on=date(2017, 7, 31))
FOREIGN_PLAN = changed(PLAN_RECORDED, authority=ELSEWHERE)
PROVINCE_REGISTERED = changed(UNIT_REGISTERED, unit=PROVINCE, code="95", parent=None)


def command_of(command: type[Contract], *facts: Contract, **fields: object) -> Contract:
    """The command whose fields are those of the facts that follow from it, some of them changed."""
    said = {name: value for fact in facts for name, value in dict(fact).items() if name in command.model_fields}
    return command(**{**said, **fields})


RECORD = command_of(RecordLegalDocument, LEGAL_DOCUMENT_RECORDED)
ADOPT = command_of(AdoptRulePack, RULE_PACK_ADOPTED)
SET_SALARY = command_of(SetBaseSalary, BASE_SALARY_SET)
REGISTER = command_of(RegisterUnit, UNIT_REGISTERED)
FIGURES = command_of(RecordStaffFigures, STAFF_FIGURES_RECORDED)
SUSPEND = command_of(SuspendUnit, UNIT_SUSPENDED)
LIFT = command_of(LiftSuspension, SUSPENSION_LIFTED)
DISQUALIFY = command_of(DisqualifyUnit, UNIT_DISQUALIFIED)
OPEN = command_of(OpenSeason, SEASON_OPENED)
FORM = command_of(FormCluster, CLUSTER_FORMED)
RECOGNISE = command_of(RecogniseLeaders, LEADER_RECOGNISED, leader=LEADER_RECOGNISED.unit, deputies=DEPUTIES_RECOGNISED.units)
SET_QUOTA = command_of(SetClusterQuota, CLUSTER_QUOTA_SET)
EVERY_COMMAND = (
    RECORD, ADOPT, SET_SALARY, REGISTER, FIGURES, SUSPEND, LIFT, DISQUALIFY, OPEN, FORM, RECOGNISE, SET_QUOTA,
)  # fmt: skip


def but(command: Contract, **fields: object) -> Contract:
    """The same command with some fields changed."""
    return type(command)(**{**dict(command), **fields})
