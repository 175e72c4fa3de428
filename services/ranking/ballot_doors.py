"""The doors of ballots and lots: who may call, open, vote, count and draw, and what a decision has to know."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson
from pydantic import TypeAdapter

from contracts.ballots import Voter
from contracts.rules import AwardCode, Share, Threshold, TieBreak
from contracts.scoring import LockedScore
from infra.runtime.decisions import Caller, Role
from infra.runtime.doors import Door
from infra.runtime.reading import Read
from infra.runtime.sql import queries_of
from services.ranking import box
from services.ranking.ballot_commands import (
    AnnounceLots,
    CallBallot,
    CancelBallot,
    CancelLots,
    CastVote,
    CloseBallot,
    DrawLots,
    OpenBallot,
    RecordPaperCount,
)
from services.ranking.ballot_views import Receipts
from services.ranking.ballots import BALLOT
from services.ranking.ballots import decide as decide_ballot
from services.ranking.known import Locked
from services.ranking.lots import LOTS
from services.ranking.lots import decide as decide_lots
from services.ranking.standing import STANDING
from services.ranking.voting import Composition, Council, Voting, VotingRules

HERE = Path(__file__).parent
OWN = queries_of(HERE / "queries.sql")
QUERIES = queries_of(HERE / "ballots.sql")
BOARD: Final = frozenset({Role.BOARD_OFFICER})
VOTERS: Final = frozenset({Role.UNIT_OFFICER, Role.COUNCIL_MEMBER})
SCORES = TypeAdapter(tuple[LockedScore, ...])
SEATS = TypeAdapter(tuple[Voter, ...])
SHARE: TypeAdapter[Share | None] = TypeAdapter(Share | None)
THRESHOLD: TypeAdapter[Threshold | None] = TypeAdapter(Threshold | None)
VOTES = TypeAdapter(dict[AwardCode, Threshold])


async def known_of_tie(command: CallBallot | AnnounceLots, caller: Caller, read: Read) -> Voting:
    """The cluster's points and the season's rules; of a council, who sits in it."""
    scores = await OWN.locked_scores(read.conn, cluster=command.cluster)
    if scores is None:
        return Voting()
    rules = await QUERIES.voting_rules(read.conn, season=scores["season"])
    council = command.council if isinstance(command, CallBallot) else None
    return Voting(
        locked=Locked(scores["season"], scores["authority"], SCORES.validate_json(scores["scores"]), reopened=scores["reopened"]),
        rules=None if rules is None else _rules(rules),
        council=Council() if council is None else await _council(read, council, caller.authority),
    )


def _rules(row: Any) -> VotingRules:
    return VotingRules(
        pack=row["pack"],
        pack_version=row["pack_version"],
        tie_breaks=tuple(TieBreak(step) for step in orjson.loads(row["tie_breaks"])),
        quorum=SHARE.validate_json(row["ballot_quorum"] or "null"),
        confirmation=THRESHOLD.validate_json(row["cluster_confirmation"] or "null"),
        votes=VOTES.validate_json(row["votes"]),
    )


async def _council(read: Read, council: UUID, authority: str) -> Council:
    rows = await QUERIES.council_seats(read.conn, council=council, authority=authority)
    compositions = tuple(Composition(row["valid_from"], SEATS.validate_json(row["seats"])) for row in rows)
    return Council(compositions, rows[0]["end_day"] if rows else None)


async def known_of_count(command: CloseBallot | RecordPaperCount, caller: Caller, read: Read) -> Voting:
    """What lies in the box, and whether the minutes are on record."""
    papers = await box.papers_in(read.conn, command.ballot)
    minutes = command.minutes
    is_recorded = minutes is not None and await QUERIES.is_document_of(read.conn, document=minutes, authority=caller.authority)
    return Voting(box=papers, documents=frozenset({minutes}) if is_recorded and minutes is not None else frozenset())


def _ballot(command: Any, **more: Any) -> Door:
    return Door(command=command, roles=BOARD, streams=lambda c: (BALLOT.at(c.ballot),), decide=decide_ballot, **more)


COMMANDS: Final = (
    Door(
        command=CallBallot,
        roles=BOARD,
        streams=lambda c: (BALLOT.at(c.ballot), STANDING.at(c.cluster)),
        decide=decide_ballot,
        known=known_of_tie,
    ),
    _ballot(OpenBallot),
    Door(
        command=CastVote,
        roles=VOTERS,
        streams=lambda c: (BALLOT.at(c.ballot),),
        decide=decide_ballot,
        traced=False,
        hashed=False,
        aside=box.put_in,
        tells=Receipts,
    ),
    *(
        Door(
            command=command,
            roles=BOARD,
            streams=lambda c: (BALLOT.at(c.ballot), STANDING.at(c.cluster)),
            decide=decide_ballot,
            known=known_of_count,
            aside=box.emptied,
        )
        for command in (CloseBallot, RecordPaperCount)
    ),
    _ballot(CancelBallot, aside=box.emptied),
    Door(
        command=AnnounceLots,
        roles=BOARD,
        streams=lambda c: (LOTS.at(c.lots), STANDING.at(c.cluster)),
        decide=decide_lots,
        known=known_of_tie,
    ),
    Door(
        command=DrawLots,
        roles=BOARD,
        streams=lambda c: (LOTS.at(c.lots), STANDING.at(c.cluster)),
        decide=decide_lots,
    ),
    Door(command=CancelLots, roles=BOARD, streams=lambda c: (LOTS.at(c.lots),), decide=decide_lots),
)
"""The board calls, opens, counts, cancels and draws; only who stands on the roll votes, each for themselves."""
