"""The doors of the Government's flag: proposed, submitted, proposed upwards; and what registry and ranking have said of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from infra.runtime.decisions import Caller, Role
from infra.runtime.doors import Door
from infra.runtime.reading import Read
from infra.runtime.sql import queries_of
from services.awards.forwarding import ForwardProposals, RecordHigherDecision, forward, record_higher_decision
from services.awards.government_flag import GOVERNMENT_FLAG, KnownOfSeason, ProposeForGovernmentFlag, SeasonRules, propose
from services.awards.known import Known
from services.awards.known_rows import documents_of, packs_of
from services.awards.rounds import NOMINATION
from services.awards.season_rows import QUERIES, clusters_now
from services.awards.submission import SUBMISSION
from services.awards.submitting_flag import SubmitGovernmentFlag, WithdrawGovernmentFlag, submit_flag, withdraw_flag
from services.awards.units import units_in, units_of_authority

PROCEDURE = queries_of(Path(__file__).parent / "procedure.sql")
BOARD = frozenset({Role.BOARD_OFFICER})


async def known_of_season(command: ProposeForGovernmentFlag | SubmitGovernmentFlag, caller: Caller, read: Read) -> KnownOfSeason:
    """The season's rules, the first of each of its clusters, whom the council passed over, and the authority's packs."""
    row = await QUERIES.season_rules(read.conn, season=command.season)
    if row is None:
        return KnownOfSeason()
    of = {"season": command.season, "authority": row["authority"]}
    passed_over = await QUERIES.passed_over(read.conn, **of)
    return KnownOfSeason(
        rules=SeasonRules(**dict(row)),
        clusters=await clusters_now(read.conn, **of),
        units=await units_in(read, await QUERIES.units_of_season(read.conn, **of)),
        packs=await packs_of(read, caller.authority),
        passed_over=frozenset((each["cluster"], each["unit"]) for each in passed_over),
    )


async def known_for_proposing(command: ProposeForGovernmentFlag, caller: Caller, read: Read) -> KnownOfSeason:
    """The same, and whether the document is on record."""
    known = await known_of_season(command, caller, read)
    return replace(known, documents=await documents_of(read, caller, [command.document]))


async def known_for_submitting_flag(command: SubmitGovernmentFlag, caller: Caller, read: Read) -> KnownOfSeason:
    """The same, and the complaints of the nominees' clusters that nobody has decided."""
    clusters = [nominee.cluster for nominee in command.nominees]
    rows = await PROCEDURE.open_complaints(read.conn, clusters=clusters)
    known = await known_of_season(command, caller, read)
    return replace(known, complaints_open_in=tuple(row["name"] for row in rows))


async def known_for_forwarding(_: ForwardProposals, caller: Caller, read: Read) -> Known:
    return Known(packs=await packs_of(read, caller.authority), units=await units_of_authority(read, caller.authority))


async def known_for_higher_decision(command: RecordHigherDecision, caller: Caller, read: Read) -> Known:
    documents = await documents_of(read, caller, [command.document])
    return Known(units=await units_of_authority(read, caller.authority), documents=documents)


FLAG_DOORS = (
    Door(
        command=ProposeForGovernmentFlag,
        roles=BOARD,
        streams=lambda c: (GOVERNMENT_FLAG.at(c.season), *map(NOMINATION.at, c.clusters)),
        decide=propose,
        known=known_for_proposing,
        reads_own=True,
    ),
    Door(
        command=SubmitGovernmentFlag,
        roles=BOARD,
        streams=lambda c: (
            SUBMISSION.at(c.submission),
            GOVERNMENT_FLAG.at(c.season),
            *(NOMINATION.at(nominee.cluster) for nominee in c.nominees),
        ),
        decide=submit_flag,
        known=known_for_submitting_flag,
        reads_own=True,
    ),
    Door(
        command=WithdrawGovernmentFlag,
        roles=BOARD,
        streams=lambda c: (SUBMISSION.at(c.submission), GOVERNMENT_FLAG.at(c.season)),
        decide=withdraw_flag,
    ),
    Door(
        command=ForwardProposals,
        roles=BOARD,
        streams=lambda c: (SUBMISSION.at(c.submission),),
        decide=forward,
        known=known_for_forwarding,
    ),
    Door(
        command=RecordHigherDecision,
        roles=BOARD,
        streams=lambda c: (SUBMISSION.at(c.submission),),
        decide=record_higher_decision,
        known=known_for_higher_decision,
    ),
)
