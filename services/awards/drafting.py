"""Nominations from the published result: drafted, drafted anew while they may change, or a case for people once not."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.awards import (
    Nomination,
    NominationsDrafted,
    RedraftCause,
    RevisionCaseClosed,
    RevisionCaseOpened,
    RevisionOutcome,
)
from contracts.base import Fact
from infra.runtime.decisions import Context
from services.awards import refusals
from services.awards.commands import DraftNominations
from services.awards.known import Known, Published
from services.awards.places import Filled, fill
from services.awards.rounds import Round


def draft_nominations(command: DraftNominations, context: Context[Known], current: Round) -> Sequence[Fact]:
    """Draft the first nominations; later ones where the result gives others, as long as they were not put forward."""
    known, before = context.known, current.drafted
    published = known.published
    if published is None:
        raise refusals.StandingsNotPublished(cluster=str(command.cluster))
    if context.caller.roles:  # a reactor has none: it answers the word of another service
        context.require_authority(published.authority)
    if before is None and not known.places:
        raise refusals.QuotaNotSet(cluster=str(command.cluster))
    filled = fill(published.ranked, known.places, known.barred(known.units, published.season, context.today))
    if before is None:
        return [_drafted(command, published, known, filled)]
    if is_put_forward(current, known):
        return _case(current, before, published, known, filled)
    again = _drafted(command, published, known, filled)
    if again == _as_first(before):
        return []
    lost, gained = differences(current.nominations, filled.nominations)
    followed = {
        "drafting": current.drafting + 1,
        "because": _cause(before, published, known),
        "lost": lost,
        "gained": gained,
    }
    return [NominationsDrafted(**{**dict(again), **followed})]


def is_put_forward(current: Round, known: Known) -> bool:
    """Whether the nominations are frozen: by their submission or, from before there were any, by a decision."""
    return current.submission is not None or known.put_forward


def differences(
    before: Sequence[Nomination], after: Sequence[Nomination]
) -> tuple[tuple[Nomination, ...], tuple[Nomination, ...]]:
    """What is nominated before and not after, and after and not before, whatever became of the ranks."""
    had, has = ({(each.unit, each.award) for each in side} for side in (before, after))
    lost = tuple(each for each in before if (each.unit, each.award) not in has)
    return lost, tuple(each for each in after if (each.unit, each.award) not in had)


def _drafted(command: DraftNominations, published: Published, known: Known, filled: Filled) -> NominationsDrafted:
    return NominationsDrafted(
        cluster=command.cluster,
        season=published.season,
        authority=published.authority,
        publication=published.publication,
        published_on=published.published_on,
        standings_digest=published.digest,
        pack=published.pack,
        places=known.places,
        nominations=filled.nominations,
        open_places=filled.open_places,
    )


def _as_first(drafted: NominationsDrafted) -> NominationsDrafted:
    return drafted.model_copy(update={"drafting": None, "because": None, "lost": (), "gained": ()})


def _cause(before: NominationsDrafted | RevisionCaseOpened, published: Published, known: Known) -> RedraftCause:
    if published.publication != before.publication:
        return RedraftCause.REVISION
    return RedraftCause.QUOTA if known.places != before.places else RedraftCause.ELIGIBILITY


def _case(current: Round, drafted: NominationsDrafted, published: Published, known: Known, filled: Filled) -> Sequence[Fact]:
    """What was put forward changes by a decision alone: a case lists which awards the new result touches.

    Whoever was only barred since is no case: nothing is signed for, or granted to, such a unit.
    """
    cause = _cause(current.case or drafted, published, known)
    if cause is RedraftCause.ELIGIBILITY:
        return []
    lost, gained = differences(current.nominations, filled.nominations)
    if not lost and not gained:
        return [_agrees_again(current.case)] if current.case is not None and current.is_open else []
    return [
        RevisionCaseOpened(
            cluster=drafted.cluster,
            season=published.season,
            authority=published.authority,
            case=1 if current.case is None else current.case.case + 1,
            because=cause,
            publication=published.publication,
            published_on=published.published_on,
            standings_digest=published.digest,
            places=known.places,
            lost=lost,
            gained=gained,
        )
    ]


def _agrees_again(case: RevisionCaseOpened) -> RevisionCaseClosed:
    return RevisionCaseClosed(
        cluster=case.cluster, case=case.case, outcome=RevisionOutcome.AGREES_AGAIN, decision=None, reason=None
    )
