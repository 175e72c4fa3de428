"""What is frozen is what the code has; what was shipped stays readable."""

import copy
import json
from pathlib import Path

import pytest

from contracts import freeze
from contracts.base import CATALOGUE
from contracts.freeze import SCHEMAS, frozen_versions, plan
from contracts.gate import Kind
from contracts.reading import is_known
from contracts.shapes import Schema, all_shapes
from contracts.upcasting import UPCASTERS

TYPE = "vn.thidua.registry.unit-registered.v1"


def test_the_frozen_schemas_are_those_of_the_code():
    """`make freeze` writes them; `git diff` then shows what changed for everybody who reads events."""
    made = plan(all_shapes())
    assert [f"{name} {breach}" for name, breach in made.refused] == []
    assert made.changes == []


def test_everything_is_shipped_or_nothing_is():
    """A new event type is shipped with the release that writes it, before it reaches anybody's log."""
    since = {path.stem: "x-since" in json.loads(path.read_bytes()) for path in SCHEMAS.glob("*.json")}
    assert since
    drafts = sorted(name for name, shipped in since.items() if not shipped)
    assert drafts in ([], sorted(since))


def test_every_type_that_was_ever_shipped_is_still_read():
    assert [path.stem for path in SCHEMAS.glob("vn.*.json") if not is_known(path.stem)] == []


def test_no_type_is_both_written_and_brought_up_to_date():
    assert not set(UPCASTERS) & set(CATALOGUE)


@pytest.fixture
def shapes() -> dict[str, Schema]:
    return {name: copy.deepcopy(shape) for name, shape in all_shapes().items() if name in (TYPE, "envelope")}


def freeze_into(directory: Path, shapes: dict[str, Schema], ship: str | None = None) -> freeze.Plan:
    made = plan(shapes, directory, ship)
    if not made.refused:
        made.carry_out()
    return made


def test_a_draft_may_change_in_any_way(tmp_path: Path, shapes: dict[str, Schema]):
    freeze_into(tmp_path, shapes)
    del shapes[TYPE]["properties"]["name"]
    assert freeze_into(tmp_path, shapes).changes == [f"{TYPE}.json"]
    assert "name" not in json.loads((tmp_path / f"{TYPE}.json").read_bytes())["properties"]


def test_a_draft_whose_type_is_gone_goes(tmp_path: Path, shapes: dict[str, Schema]):
    freeze_into(tmp_path, shapes)
    del shapes[TYPE]
    freeze_into(tmp_path, shapes)
    assert [path.name for path in tmp_path.iterdir()] == ["envelope.json"]


def test_shipping_stamps_the_release_once(tmp_path: Path, shapes: dict[str, Schema]):
    freeze_into(tmp_path, shapes, ship="0.1.0")
    assert freeze_into(tmp_path, shapes, ship="0.2.0").changes == []
    assert json.loads((tmp_path / f"{TYPE}.json").read_bytes())["x-since"] == "0.1.0"


def test_what_was_shipped_may_not_lose_a_field(tmp_path: Path, shapes: dict[str, Schema]):
    freeze_into(tmp_path, shapes, ship="0.1.0")
    before = (tmp_path / f"{TYPE}.json").read_bytes()
    del shapes[TYPE]["properties"]["name"]
    made = freeze_into(tmp_path, shapes)
    assert [breach.kind for _, breach in made.refused] == [Kind.FIELD_REMOVED]
    assert (tmp_path / f"{TYPE}.json").read_bytes() == before


def test_a_harmless_change_keeps_the_shape_that_it_replaces(tmp_path: Path, shapes: dict[str, Schema]):
    freeze_into(tmp_path, shapes, ship="0.1.0")
    shapes[TYPE]["properties"]["name"]["maxLength"] = 400
    assert freeze_into(tmp_path, shapes).changes == [f"{TYPE}.1.json", f"{TYPE}.json"]
    lengths = [shape["properties"]["name"]["maxLength"] for shape in frozen_versions(TYPE, tmp_path)]
    assert lengths == [300, 400]


def test_every_shape_ever_shipped_is_compared_not_the_last_alone(tmp_path: Path, shapes: dict[str, Schema]):
    """A field that was added and is taken back again is in the facts written in between; and so is what came before."""
    freeze_into(tmp_path, shapes, ship="0.1.0")
    shapes[TYPE]["properties"]["area"] = {"default": None, "anyOf": [{"type": "boolean"}, {"type": "null"}], "x-personal": "none"}
    freeze_into(tmp_path, shapes)
    # By hand, as if somebody had edited the newest file to please the gate.
    (tmp_path / f"{TYPE}.json").write_bytes((tmp_path / "history" / f"{TYPE}.1.json").read_bytes())
    shapes[TYPE]["properties"].pop("area")
    shapes[TYPE]["properties"]["kind"]["enum"].remove("bank")
    made = plan(shapes, tmp_path)
    assert [breach.kind for _, breach in made.refused] == [Kind.ENUM_VALUE_REMOVED]


def test_changed_words_make_no_new_shape(tmp_path: Path, shapes: dict[str, Schema]):
    freeze_into(tmp_path, shapes, ship="0.1.0")
    shapes[TYPE]["description"] = "Other words."
    assert freeze_into(tmp_path, shapes).changes == [f"{TYPE}.json"]
    assert not (tmp_path / "history").exists()


def test_a_property_that_is_called_title_is_not_a_word(tmp_path: Path, shapes: dict[str, Schema]):
    shapes[TYPE]["properties"]["title"] = dict(shapes[TYPE]["properties"]["name"])
    freeze_into(tmp_path, shapes, ship="0.1.0")
    shapes[TYPE]["properties"]["title"]["maxLength"] = 400
    freeze_into(tmp_path, shapes)
    assert len(list(frozen_versions(TYPE, tmp_path))) == 2


def test_a_shipped_type_leaves_with_an_upcaster_only(tmp_path: Path, shapes: dict[str, Schema], monkeypatch: pytest.MonkeyPatch):
    freeze_into(tmp_path, shapes, ship="0.1.0")
    del shapes[TYPE]
    assert [breach.kind for _, breach in plan(shapes, tmp_path).refused] == [Kind.TYPE_REMOVED]
    monkeypatch.setitem(UPCASTERS, TYPE, lambda data: ("vn.thidua.registry.unit-registered.v2", data))
    made = freeze_into(tmp_path, shapes)
    assert (made.refused, made.changes) == ([], [])
    assert (tmp_path / f"{TYPE}.json").exists()


def test_signed_heads_are_kept_as_public_events_are(tmp_path: Path):
    """They stand in every log, the public one too."""
    name = "vn.thidua.log.head-signed.v1"
    shapes = {name: all_shapes()[name]}
    freeze_into(tmp_path, shapes, ship="0.1.0")
    shapes[name]["properties"]["position"]["maximum"] *= 10
    assert [breach.kind for _, breach in plan(shapes, tmp_path).refused] == [Kind.NOT_FORWARD]


def test_the_envelope_is_kept_as_public_events_are(tmp_path: Path, shapes: dict[str, Schema]):
    freeze_into(tmp_path, shapes, ship="0.1.0")
    shapes["envelope"]["properties"]["subject"]["maxLength"] = 400
    assert [breach.kind for _, breach in plan(shapes, tmp_path).refused] == [Kind.NOT_FORWARD]


def test_a_new_draft_is_refused_what_no_contract_may_have(tmp_path: Path, shapes: dict[str, Schema]):
    shapes[TYPE]["properties"]["area"] = {"type": "number", "x-personal": "none"}
    assert [breach.kind for _, breach in plan(shapes, tmp_path).refused] == [Kind.FLOAT]
