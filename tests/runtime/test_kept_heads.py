"""Heads that somebody kept, as they are given to `thidua verify --head`."""

import json
from typing import Any

import pytest

from infra.runtime.history import kept_heads_in

HEAD: dict[str, Any] = {"source": "/bac-lieu/ranking/ranking", "position": 75, "chain": "0a" * 32}


def test_a_head_an_event_or_a_head_a_line():
    one = json.dumps(HEAD)
    assert kept_heads_in(json.dumps(HEAD, indent=2)) == [HEAD]
    assert kept_heads_in(json.dumps({"data": HEAD})) == [HEAD]
    assert kept_heads_in(f"{one}\n{one}\n") == [HEAD, HEAD]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "[]",
        "# Sổ sự kiện",
        json.dumps({**HEAD, "position": -5}),
        json.dumps({**HEAD, "chain": "zz" * 32}),
        json.dumps({**HEAD, "chain": "00"}),
        json.dumps({"source": HEAD["source"], "position": 75}),
    ],
)
def test_what_holds_no_head_is_refused_and_not_taken_for_none(text: str):
    """Before, an empty file counted as no head: nothing was compared, and the log was said to hold."""
    with pytest.raises(ValueError, match=r"head|JSON|unexpected"):
        kept_heads_in(text)
