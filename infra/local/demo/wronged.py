"""The complaint that is upheld: the leader cut a count of a unit behind the last flag, wrongly, and with it the flag is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from infra.local.demo.files import table
from infra.local.demo.scorecards import Scorecard
from infra.local.demo.sheets import Paper, Ruling, full_count
from infra.local.demo.ties import counts_of, standing


def wronged(card: Scorecard, papers: Sequence[Paper]) -> list[Paper]:
    """The papers, that of the unit on the rank behind the last flag with a count cut by the leader and given back at last.

    Raises:
        ValueError: no count of this unit is worth the rank before it.
    """
    told = table("incidents")["upheld"]
    order = standing(card, papers)[1]
    loser = next(paper for paper in papers if paper.member.unit == order[told["place"] - 1].unit)
    counts = counts_of(card, loser)
    for leaf in card.leaves:
        if leaf.code not in counts:
            continue
        count, full = counts[leaf.code], full_count(leaf)
        cut = Ruling(count, told["cut_because"])
        given_back = replace(
            loser,
            own={**loser.own, leaf.code: full},
            truth={**loser.truth, leaf.code: full},
            leader={**loser.leader, leaf.code: cut},
            upheld={leaf.code: Ruling(full, told["given_back_because"])},
        )
        after = [given_back if paper is loser else paper for paper in papers]
        if [place.unit for place in standing(card, after)[1]].index(loser.member.unit) == told["place"] - 2:
            return after
    raise ValueError(f"no count of the unit on place {told['place']} is worth a rank")


def as_first(papers: Sequence[Paper]) -> list[Paper]:
    """The papers as they were before anybody complained."""
    return [replace(paper, upheld={}) for paper in papers]
