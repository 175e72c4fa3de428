"""Places by percentage over the public API: three clusters of 4, 4 and 12, shared out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.province import Province

SIZES = (4, 4, 12)


@pytest.fixture
def clusters(province: Province) -> list[str]:
    return [
        province.formed({f"Xa {number}-{n}": (40, 12) for n in range(size)}, number)[0]
        for number, size in enumerate(SIZES, start=1)
    ]


@pytest.mark.parametrize(
    ("percent", "rounding", "most", "places"),
    [
        pytest.param("30", "floor", None, [1, 1, 3], id="1.2, 1.2, 3.6"),
        pytest.param("30", "ceil", None, [2, 2, 4], id="each rounded up"),
        pytest.param("30", "largest-remainder", None, [1, 1, 4], id="6 in all: the sixth for 0.6"),
        pytest.param(
            "12.5", "largest-remainder", None, [0, 0, 2], id="0.5, 0.5, 1.5 are 2: equal remainders, the larger cluster"
        ),
        pytest.param("35", "largest-remainder", None, [2, 1, 4], id="1.4, 1.4, 4.2 are 7: equal remainders, the lower number"),
        pytest.param("25", "floor", 2, [2, 1, 2], id="1, 1, 3: the one that the cap cuts is shared out again"),
    ],
)
def test_a_percentage_of_the_members_is_shared_out(
    province: Province, clusters: list[str], percent: str, rounding: str, most: int | None, places: list[int]
) -> None:
    province.board("registry", "share-level-quota", **_sharing(province, clusters, percent, rounding, most))
    assert _flags(province, clusters) == places


def test_no_more_than_the_levels_quota(province: Province, clusters: list[str]) -> None:
    of = {"season": province.season, "level": "provincial", "document": province.plan}
    province.board("registry", "set-level-quota", **of, places=[{"award": "provincial-flag", "places": 5}])
    body = _sharing(province, clusters, "30", "largest-remainder", None)
    province.person("registry").refused("share-level-quota", body, "more-than-level-quota")
    assert _flags(province, clusters) == [0, 0, 0]
    province.board("registry", "share-level-quota", **_sharing(province, clusters, "25", "floor", None))
    assert _flags(province, clusters) == [1, 1, 3]
    last = {"cluster": clusters[0], "places": [{"award": "provincial-flag", "from_rank": 1, "to_rank": 2}]}
    answer = province.person("registry").command("set-cluster-quota", {**last, "document": province.plan}, if_match=1)
    assert answer.json()["code"] == "more-than-level-quota", answer.text


def _sharing(province: Province, clusters: list[str], percent: str, rounding: str, most: int | None) -> dict[str, Any]:
    rule = {"award": "provincial-flag", "percent": percent, "rounding": rounding}
    rules = [rule if most is None else {**rule, "most": most}]
    of = {"season": province.season, "level": "provincial", "document": province.plan}
    return {**of, "rules": rules, "clusters": clusters}


def _flags(province: Province, clusters: list[str]) -> list[int]:
    found = province.asks("registry", f"/seasons/{province.season}/level-quotas/provincial")["clusters"]
    places = {each["cluster"]: sum(of["places"] for of in each["places"]) for each in found}
    return [places.get(cluster, 0) for cluster in clusters]
