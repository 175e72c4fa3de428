"""November and December: all layers of the sheets, the lock, and the publication of what ranking drew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from infra.local.demo.agreement import by_board
from infra.local.demo.contest import Contest, contests
from infra.local.demo.files import table
from infra.local.demo.hearing import (
    COUNCIL_MET,
    EXPLAINED,
    FIELD_SCORED,
    document_of,
    explanations,
    line_department,
)
from infra.local.demo.ids import SEASON, YEAR
from infra.local.demo.ledger import bonuses
from infra.local.demo.plan import BOARD, COUNCIL, Actor, Command, Phase, Until, command, side_by_side, upload
from infra.local.demo.points import Value
from infra.local.demo.samples import samples
from infra.local.demo.scorecards import Leaf, Scorecard
from infra.local.demo.sheets import Paper, Ruling, as_seen_by
from infra.local.demo.units import CHANCE, Unit

VERIFIED, PUBLISHED = date(YEAR, 11, 30), date(YEAR, 12, 15)


def scoring() -> list[Phase]:
    every = contests()
    pairs = [(each, paper, each.unit(paper)) for each in every for paper in each.papers]
    competing = [pair for pair in pairs if pair[2].id not in pair[0].barred.disqualified_by(VERIFIED)]
    return [
        Phase(
            "open-self-scoring",
            "Mở tự chấm / self-scoring opens",
            date(YEAR, 11, 6),
            side_by_side(by_board("open-self-scoring", each) for each in every),
        ),
        bonuses(),
        Phase(
            "evidence",
            "Tải tệp minh chứng mẫu lên / sample files of evidence uploaded",
            date(YEAR, 11, 8),
            side_by_side(_uploads(pairs)),
        ),
        Phase(
            "self-scoring",
            "Tự chấm / self-scoring",
            date(YEAR, 11, 10),
            side_by_side(_self_sheet(each, paper, unit) for each, paper, unit in _in_turn(pairs)),
        ),
        Phase(
            "close-self-scoring",
            "Đóng tự chấm, phân công chấm chéo / self-scoring closes, peers assigned",
            date(YEAR, 11, 20),
            side_by_side(by_board("close-self-scoring", each) for each in every),
        ),
        Phase(
            "cross-scoring",
            "Chấm chéo / cross-scoring",
            date(YEAR, 11, 24),
            side_by_side(
                _cross_sheet(each, paper, unit, peer)
                for each, paper, unit in _in_turn(pairs)
                for peer in each.cluster.peers_of(unit)
            ),
        ),
        Phase(
            "disqualification",
            "Không xét thi đua một đơn vị / a unit is disqualified",
            date(YEAR, 11, 27),
            (),
        ),
        Phase(
            "verification",
            "Cụm trưởng, khối trưởng thẩm tra / leaders verify",
            VERIFIED,
            side_by_side(_verification(each, paper, unit) for each, paper, unit in _in_turn(competing)),
        ),
        Phase(
            "explanations",
            "Giải trình; giao sở ngành chấm / units explain; a line department is assigned its branch",
            EXPLAINED,
            side_by_side((_field_scoring_assigned(every), *_explanations(competing))),
        ),
        Phase(
            "field-scores",
            "Sở ngành chấm / the line department scores",
            FIELD_SCORED,
            side_by_side(_field_scores(competing)),
        ),
        Phase(
            "appraisal",
            "Ban Thi đua - Khen thưởng thẩm định / the board appraises",
            date(YEAR, 12, 8),
            side_by_side(
                by_board("appraise-sheet", each, unit.code, unit=unit.id, changes=changes(each.card, paper.board))
                for each, paper, unit in _in_turn(competing)
            ),
        ),
        Phase(
            "council-word",
            "Hội đồng cho ý kiến / the council's word",
            COUNCIL_MET,
            side_by_side(_council_words(competing)),
        ),
        Phase(
            "lock",
            "Khóa điểm; hệ thống xếp hạng / points locked; standings draw themselves",
            date(YEAR, 12, 12),
            side_by_side(by_board("lock-scores", each) for each in every),
            until=Until("ranking", f"/standings?season={SEASON}", len(every)),
        ),
    ]


def publication() -> list[Phase]:
    """Standings are published as they were drawn; where people had to decide, as they were drawn anew behind that."""
    return [
        Phase(
            "publication",
            "Công bố xếp hạng; hệ thống lập đề nghị / standings published; nominations draft themselves",
            PUBLISHED,
            side_by_side(
                command(
                    "ranking",
                    "publish-standings",
                    BOARD,
                    each.cluster.number,
                    cluster=each.cluster.id,
                    drawing=2 if each.votes else 1,
                )
                for each in contests()
            ),
            until=Until("awards", f"/nominations?season={SEASON}", len(contests())),
        ),
    ]


Written = tuple[Contest, Paper, Unit]


def _in_turn(pairs: Iterable[Written]) -> list[Written]:
    """Sorted by place on the roll, so that people of all clusters act side by side."""
    return sorted(pairs, key=lambda pair: (pair[0].cluster.units.index(pair[2]), pair[0].cluster.number))


def _uploads(pairs: list[Written]) -> Iterator[Command]:
    """Each sample by the officer of another unit; what one of them uploaded, all may cite."""
    for (contest, _, unit), sample in zip(_in_turn(pairs), samples().values(), strict=False):
        path = f"scoresheets/{contest.cluster.id}/units/{unit.id}/evidence"
        yield upload("scoring", path, Actor("unit-officer", unit.id), sample.sha256, content=sample.content)


def _self_sheet(contest: Contest, paper: Paper, unit: Unit) -> Command:
    return command(
        "scoring",
        "submit-self-sheet",
        Actor("unit-officer", unit.id),
        contest.cluster.number,
        unit.code,
        cluster=contest.cluster.id,
        unit=unit.id,
        entries=_entries(contest.card, paper.own, lambda leaf: _evidence(unit, leaf)),
    )


def _cross_sheet(contest: Contest, paper: Paper, unit: Unit, peer: Unit) -> Command:
    return command(
        "scoring",
        "submit-cross-sheet",
        Actor("unit-officer", peer.id),
        contest.cluster.number,
        unit.code,
        peer.code,
        cluster=contest.cluster.id,
        unit=unit.id,
        peer=peer.id,
        entries=_entries(contest.card, as_seen_by(peer.id, paper, CHANCE), lambda _: []),
    )


def _explanations(pairs: Iterable[Written]) -> Iterator[Command]:
    for contest, paper, unit in _in_turn(pairs):
        said = dict(explanations(contest.cluster, paper, CHANCE))
        if said:
            yield command(
                "scoring",
                "explain-sheet",
                Actor("unit-officer", unit.id),
                contest.cluster.number,
                unit.code,
                cluster=contest.cluster.id,
                unit=unit.id,
                explanations=[
                    {"leaf": leaf.code, "text": said[leaf.code], "evidence": _evidence(unit, leaf)}
                    for leaf in contest.card.leaves
                    if leaf.code in said
                ],
            )


def _field_scoring_assigned(every: Iterable[Contest]) -> Command:
    told = table("incidents")["field"]
    contest = next(each for each in every if each.cluster.number == told["cluster"])
    body = {"department": line_department(), "branches": [told["branch"]], "document": document_of("field")}
    return by_board("assign-field-scoring", contest, **body)


def _field_scores(pairs: Iterable[Written]) -> Iterator[Command]:
    for contest, paper, unit in _in_turn(pairs):
        if paper.department:
            yield command(
                "scoring",
                "field-score-sheet",
                Actor("line-officer", line_department()),
                contest.cluster.number,
                unit.code,
                cluster=contest.cluster.id,
                unit=unit.id,
                department=line_department(),
                changes=changes(contest.card, paper.department),
            )


def _council_words(pairs: Iterable[Written]) -> Iterator[Command]:
    for contest, paper, unit in pairs:
        if paper.council:
            yield command(
                "scoring",
                "record-council-word",
                COUNCIL,
                contest.cluster.number,
                unit.code,
                cluster=contest.cluster.id,
                unit=unit.id,
                changes=changes(contest.card, paper.council),
                document=document_of("council"),
            )


def _verification(contest: Contest, paper: Paper, unit: Unit) -> Command:
    verifier = contest.cluster.verifier_of(unit)
    persona = "leader-officer" if verifier == contest.cluster.autumn[0] else "unit-officer"
    return command(
        "scoring",
        "verify-sheet",
        Actor(persona, verifier.id),
        contest.cluster.number,
        unit.code,
        cluster=contest.cluster.id,
        unit=unit.id,
        changes=changes(contest.card, paper.leader),
    )


def _entries(
    card: Scorecard, values: Mapping[str, Value], evidence: Callable[[Leaf], list[dict[str, Any]]]
) -> list[dict[str, Any]]:
    return [
        {"leaf": leaf.code, "input": _input(leaf, values[leaf.code]), "evidence": evidence(leaf)}
        for leaf in card.leaves
        if leaf.code in values
    ]


def changes(card: Scorecard, rulings: Mapping[str, Ruling]) -> list[dict[str, Any]]:
    """What a later layer states, as scoring takes it."""
    return [
        {"leaf": leaf.code, "input": _input(leaf, rulings[leaf.code].value), "reason": rulings[leaf.code].reason}
        for leaf in card.leaves
        if leaf.code in rulings
    ]


def _input(leaf: Leaf, value: Value) -> dict[str, Any]:
    if isinstance(value, Decimal):
        return {"kind": "points", "points": str(value)}
    if isinstance(value, tuple):
        return {"kind": "plus-minus-times", "plus": value[0], "minus": value[1]}
    match leaf.kind:
        case "quantitative":
            return {"kind": "actual", "actual": str(value)}
        case "direct":
            return {"kind": "times", "times": value}
        case _:
            return {"kind": "met", "met": bool(value)}


def _evidence(unit: Unit, leaf: Leaf) -> list[dict[str, Any]]:
    """One declared file for most leaves, two for some."""
    about = ("evidence", unit.code, leaf.code)
    count = CHANCE.pick((0, 1, 1, 1, 1, 1, 1, 2), *about)
    words = table("wording")["evidence"]
    found = []
    for place in range(1, count + 1):
        issued = date(YEAR, 1, 20) + timedelta(days=CHANCE.below(280, "day", place, *about))
        stem, end = CHANCE.pick(words[leaf.kind], "name", place, *about), CHANCE.pick(words["extensions"], place, *about)
        sample = samples()[stem, end]
        found.append(
            {
                "file_name": f"{stem}-{leaf.code}-{unit.code}-{place}.{end}",
                "size": len(sample.content),
                "sha256": sample.sha256,
                "document_number": f"MAU-{CHANCE.between(1, 999, 'number', place, *about)}",
                "document_date": issued,
                "period_from": date(YEAR, 1, 1),
                "period_to": issued,
            }
        )
    return found
