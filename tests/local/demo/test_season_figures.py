"""The season's figures hold what the story asks for, before anything is played."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from infra.local.demo.contest import Contest, contests, unresolved
from infra.local.demo.files import communes
from infra.local.demo.scorecards import WEIGHTS, scorecard
from infra.local.demo.units import clusters

UNITS_BY_CLUSTER = [7, 8, 8, 8, 9, 6, 10, 6, 8, 9, 9, 10, 13, 10, 9, 8, 8, 10, 11, 8]


def test_twenty_clusters_of_175_units():
    assert [len(cluster.units) for cluster in clusters()] == UNITS_BY_CLUSTER
    assert sum(UNITS_BY_CLUSTER) == 175
    assert [cluster.level for cluster in clusters()] == ["provincial"] * 13 + ["delegated"] * 7


def test_no_unit_stands_twice():
    units = [unit for cluster in clusters() for unit in cluster.units]
    assert len({unit.id for unit in units}) == len({unit.code for unit in units}) == 175
    within_parent = Counter((unit.parent, unit.name) for unit in units)
    assert set(within_parent.values()) == {1}


def test_communes_and_districts_are_the_real_ones():
    units = {unit.code: unit for cluster in clusters() for unit in cluster.units}
    assert len(communes()) == 64
    for row in communes():
        commune, district = units[row["code"]], units[row["district_code"]]
        assert (commune.name, district.name, commune.parent) == (row["name"], row["district"], district.id)


def test_a_leader_and_two_deputies_each():
    for cluster in clusters():
        assert len({cluster.leader, *cluster.deputies}) == 3
        assert {cluster.leader, *cluster.deputies} <= set(cluster.units)


@pytest.mark.parametrize("cluster", clusters(), ids=lambda cluster: cluster.number)
def test_a_scorecard_sums_to_its_groups(cluster):
    card = scorecard(cluster.scorecard)
    leaves = card.leaves
    assert 40 <= len(leaves) <= 60
    assert [sum(leaf.maximum for leaf in leaves if leaf.group == group) for group in (1, 2, 3)] == [700, 200, 100]
    assert all(leaf.maximum % Decimal("0.5") == 0 for leaf in leaves)
    assert all(0 < leaf.points_each <= leaf.maximum for leaf in leaves if leaf.kind == "direct")
    assert len({leaf.code for leaf in leaves}) == len(leaves)


def test_the_mix_of_leaves():
    leaves = [leaf for contest in contests() for leaf in contest.card.leaves]
    counted = [leaf for leaf in leaves if leaf.kind != "plus-minus" and (leaf.has_target or leaf.kind != "quantitative")]
    share = {kind: 100 * sum(leaf.kind == kind for leaf in counted) / len(counted) for kind in WEIGHTS}
    assert share["direct"] == pytest.approx(64, abs=1)
    assert share["qualitative"] == pytest.approx(29, abs=1)
    assert share["quantitative"] == pytest.approx(7, abs=1)
    for contest in contests():
        kinds = Counter(leaf.kind for leaf in contest.card.leaves)
        assert kinds["plus-minus"] == 1
        assert sum(leaf.kind == "quantitative" and not leaf.has_target for leaf in contest.card.leaves) == 2


def test_twelve_per_cent_are_not_assigned():
    left_out = sum(len(paper.member.not_assigned) for contest in contests() for paper in contest.papers)
    leaves = sum(len(contest.card.leaves) for contest in contests() for _ in contest.papers)
    assert 100 * left_out / leaves == pytest.approx(12, abs=1)
    for contest in contests():
        for leaf in contest.card.leaves:
            assert any(leaf.code not in paper.member.not_assigned for paper in contest.papers)


def test_some_targets_are_missing_and_some_bests_are_shared():
    without, shared_best = 0, 0
    for contest in contests():
        for leaf in contest.card.leaves:
            if leaf.kind != "quantitative":
                continue
            with_target = [p for p in contest.papers if leaf.code in p.member.targets]
            without += leaf.has_target and any(
                leaf.code not in p.member.targets and leaf.code not in p.member.not_assigned for p in contest.papers
            )
            scored = [contest.scores[p.member.unit] for p in with_target if p.member.unit in contest.scores]
            best = [score for score in scored if score.leaves[leaf.code] == leaf.maximum]
            shared_best += len(best) > 1
    assert without >= 10
    assert shared_best >= 5


def test_self_scores_are_a_little_optimistic():
    for contest in contests():
        assert sum(len(paper.leader) for paper in contest.papers) >= 5
    rulings = [paper for contest in contests() for paper in contest.papers]
    assert 20 <= sum(len(paper.board) for paper in rulings) <= 150
    assert all(paper.own[leaf] != ruling.value for paper in rulings for leaf, ruling in paper.leader.items())
    assert all(
        ruling.value != (paper.leader[leaf].value if leaf in paper.leader else paper.own[leaf])
        for paper in rulings
        for leaf, ruling in paper.board.items()
    )


def ranks(contest: Contest) -> list[int]:
    return [place.rank for place in contest.places]


def parted(contest: Contest) -> list[tuple[int, tuple[str, ...]]]:
    return [(place.rank, place.decided_by) for place in contest.places if place.decided_by]


def test_in_the_end_no_rank_over_a_border_is_shared():
    for contest in contests():
        assert unresolved(list(contest.places)) == []
        assert sorted(rank for rank in ranks(contest) if rank <= 4) == [1, 2, 3, 4]


def test_two_clusters_need_a_vote():
    """Three units over the last flag and the certificate, and two at the certificate."""
    assert {
        contest.cluster.number: unresolved(list(contest.first)) for contest in contests() if unresolved(list(contest.first))
    } == {
        4: [3],
        6: [4],
    }
    assert [place.rank for place in contests()[3].first[2:5]] == [3, 3, 3]
    assert [place.rank for place in contests()[5].first[3:5]] == [4, 4]


def test_ties_of_the_story():
    expected = {
        2: [(1, ("women-share",)), (2, ("women-share",))],
        3: [(3, ("group-1",)), (4, ("group-1",))],
        4: [(3, ("ballot",)), (4, ("ballot",)), (5, ("ballot",))],
        6: [(4, ("lots",)), (5, ("lots",))],
        13: [(1, ("group-2",)), (2, ("group-2",))],
    }
    assert {contest.cluster.number: parted(contest) for contest in contests() if parted(contest)} == expected
    assert ranks(contests()[11]) == [1, 2, 3, 4, 5, 6, 7, 7, 9, 10]
    for number, tied in expected.items():
        contest = contests()[number - 1]
        units = [place.unit for place in contest.places if place.rank in dict(tied)]
        assert len({contest.scores[unit].total for unit in units}) == 1


def test_a_complaint_moves_one_rank_and_one_flag():
    tenth = contests()[9]
    before, after = [p.unit for p in tenth.first], [p.unit for p in tenth.places]
    assert (before[:2], before[4:]) == (after[:2], after[4:])
    assert before[2:4] == after[3:1:-1]
    for contest in contests():
        moved = [p.unit for p in contest.first] != [p.unit for p in contest.places]
        assert moved <= (contest is tenth or bool(contest.votes))


def test_who_is_out_of_the_contest():
    """Three suspended, one of them cleared in time; two disqualified; none of them leads or deputises."""
    acts = [(contest, entry, unit) for contest in contests() for entry, unit in contest.barred.acts]
    assert sum("from" in entry for _, entry, _ in acts) == 3
    assert sum("lifted_on" in entry for _, entry, _ in acts) == 1
    assert sum("on" in entry for _, entry, _ in acts) == 2
    for contest, entry, unit in acts:
        assert unit not in {one.id for one in (contest.cluster.leader, *contest.cluster.deputies)}
        assert (unit in {place.unit for place in contest.places}) == ("lifted_on" in entry)


def test_a_line_department_and_the_council_speak():
    scored = [contest.cluster.number for contest in contests() for paper in contest.papers if paper.department]
    spoken = [contest.cluster.number for contest in contests() for paper in contest.papers if paper.council]
    assert (set(scored), len(scored) >= 5, spoken) == ({18}, True, [11])
