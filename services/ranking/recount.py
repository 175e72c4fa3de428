"""Count every electronic ballot again, and look whether so many papers lie in the box as votes were cast.

A paper that was altered behind the count changes the result that its ballot follows from; one that was taken out or put in is
seen by the number of votes, which the log tells voter by voter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final
from uuid import UUID

from contracts.ballots import BallotCounted, BallotMethod, TieBreakResult, TieBroken
from contracts.base import Fact
from contracts.rules import TieBreak
from infra.runtime.checks import Wrong
from infra.runtime.sql import Connection, queries_of
from services.ranking.ballot_state import Ballot
from services.ranking.ballots import BallotFact, evolve
from services.ranking.counting import order_of, questions_of, result_of_papers
from services.ranking.sealing import SEALED_BYTES

QUERIES = queries_of(Path(__file__).parent / "box.sql")
SAID_MAX: Final = 3
"""So many receipts are named of those that are wrong."""


class Recount:
    """Follows the ballots of a log."""

    name = "ballot"

    def __init__(self) -> None:
        self._ballots: dict[UUID, Ballot] = defaultdict(Ballot)
        self._papers = 0

    def meet(self, fact: Fact) -> Iterator[Wrong]:
        """Follow a ballot; at its count, count again."""
        if isinstance(fact, TieBroken) and fact.by is TieBreak.BALLOT:
            yield from self._broken(fact)
        if not isinstance(fact, BallotFact):
            return
        ballot = self._ballots[fact.ballot] = evolve(self._ballots[fact.ballot], fact)
        if isinstance(fact, BallotCounted) and ballot.called is not None and ballot.called.method is BallotMethod.ELECTRONIC:
            yield from self._counted(ballot, fact)

    def _counted(self, ballot: Ballot, fact: BallotCounted) -> Iterator[Wrong]:
        called, where = ballot.called, f"ballot/{fact.ballot}"
        assert called is not None
        self._papers += len(fact.papers)
        allowed = set(_choices(ballot))
        strange = [paper.receipt for paper in fact.papers if (paper.candidate, paper.choice) not in allowed]
        twice = [receipt for receipt, times in Counter(paper.receipt for paper in fact.papers).items() if times > 1]
        for receipts, vi, en in (
            (strange, "phiếu không hợp lệ", "papers that say what nobody was asked"),
            (twice, "biên nhận có hơn một lần", "receipts that are there more than once"),
        ):
            if receipts:
                named = ", ".join(receipts[:SAID_MAX])
                yield Wrong(where, f"{vi}: {named}", f"{en}: {named}")
        yield from _numbers(where, ballot, Counter(paper.candidate for paper in fact.papers), "trong biên bản", "in the count")
        if strange:
            return
        present = frozenset() if ballot.opened is None else frozenset(ballot.opened.present)
        if result_of_papers(called, present, fact.papers) != fact.result:
            vi = "đếm lại các phiếu cho kết quả khác với kết quả đã ghi"
            yield Wrong(where, vi, "its papers, counted again, give another result than the one on record")

    def _broken(self, fact: TieBroken) -> Iterator[Wrong]:
        counted = self._ballots[fact.act].counted
        if counted is None or not isinstance(counted.result, TieBreakResult) or order_of(counted.result) != fact.order:
            vi = "thứ tự phân định đồng hạng không theo kết quả bỏ phiếu"
            yield Wrong(f"ballot/{fact.act}", vi, "the order of the tied is not that of the ballot")

    async def beside(self, connection: Connection) -> Sequence[Wrong]:
        """Compare the box with the votes: papers of ballots under way alone, one a vote and question, each of one length."""
        wrong: list[Wrong] = []
        lying: dict[UUID, Counter[UUID | None]] = defaultdict(Counter)
        for row in await QUERIES.everything(connection):
            lying[row["ballot"]][row["candidate"]] = row["papers"]
            if row["shortest"] != SEALED_BYTES or row["longest"] != SEALED_BYTES:
                vi, en = "có phiếu niêm phong sai độ dài", "a sealed paper has not the length that all have"
                wrong.append(Wrong(f"ballot/{row['ballot']}", vi, en))
        for ballot, state in self._ballots.items():
            if state.called is None or state.called.method is not BallotMethod.ELECTRONIC:
                continue
            is_over = state.counted is not None or state.cancelled
            found = lying.pop(ballot, Counter())
            if is_over and found:
                vi, en = "đã kết thúc nhưng hòm phiếu chưa rỗng", "is over, and its box is not empty"
                wrong.append(Wrong(f"ballot/{ballot}", vi, en))
            elif not is_over:
                wrong += _numbers(f"ballot/{ballot}", state, found, "trong hòm phiếu", "in the box")
        for ballot in lying:
            vi, en = "không có cuộc bỏ phiếu nào như vậy", "papers of a ballot that no event knows"
            wrong.append(Wrong(f"ballot/{ballot}", vi, en))
        return wrong

    @property
    def checked(self) -> dict[str, int]:
        return {"ballots": sum(ballot.counted is not None for ballot in self._ballots.values()), "papers": self._papers}


def _choices(ballot: Ballot) -> Iterator[tuple[UUID | None, str]]:
    assert ballot.called is not None
    for question in questions_of(ballot.called):
        named = ("yes", "no") if question.candidate is not None else map(str, ballot.called.candidates)
        yield from ((question.candidate, choice) for choice in (*named, "blank"))


def _numbers(where: str, ballot: Ballot, found: Counter[UUID | None], vi: str, en: str) -> Iterator[Wrong]:
    """Where there are fewer or more papers on a question than votes were cast on it."""
    assert ballot.called is not None
    for question in questions_of(ballot.called):
        cast, papers = len(question.voters & ballot.voted), found[question.candidate]
        if cast != papers:
            about = f" {question.candidate}" if question.candidate else ""
            yield Wrong(
                where,
                f"{cast} người đã bỏ phiếu, {papers} phiếu {vi}{about}",
                f"{cast} have voted, {papers} papers {en}{about}",
            )
