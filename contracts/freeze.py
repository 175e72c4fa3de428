"""Freeze the schemas: `python -m contracts.freeze [--ship VERSION]`.

A frozen schema is a draft until it is shipped, and drafts are rewritten freely. `--ship` stamps every draft with the
release that first writes such events (`x-since`); from then on the gate decides, and each shipped shape that a change
replaces is kept under `history/`, because facts of that shape are in somebody's log.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from contracts import catalogue
from contracts.base import CATALOGUE, schema_of
from contracts.faults import faults
from contracts.gate import Breach, Kind, breaches
from contracts.heads import HeadSigned
from contracts.shapes import ENVELOPE, ENVELOPE_ID, Schema, all_shapes
from contracts.upcasting import UPCASTERS

SCHEMAS = Path(__file__).parent / "schemas"
EVERYWHERE = frozenset({ENVELOPE_ID, schema_of(HeadSigned)})
WORDS = frozenset({"title", "description", "examples"})


@dataclass
class Plan:
    """What freezing would do to the directory; nothing at all while something is refused."""

    refused: list[tuple[str, Breach]] = field(default_factory=list)
    written: dict[Path, bytes] = field(default_factory=dict)
    removed: list[Path] = field(default_factory=list)

    @property
    def changes(self) -> list[str]:
        return sorted(path.name for path in (*self.written, *self.removed))

    def carry_out(self) -> None:
        for path, text in self.written.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
        for path in self.removed:
            path.unlink()


def plan(shapes: Mapping[str, Schema], directory: Path = SCHEMAS, ship: str | None = None) -> Plan:
    """Compare the shapes that the code has with the frozen ones, and say what is to be written or is refused."""
    made = Plan()
    for name, shape in shapes.items():
        path = directory / f"{name}.json"
        frozen = _load(path)
        nobody = _is_public(shape) and name != ENVELOPE  # whose `actor` is the system's, in a public log
        made.refused += [(name, breach) for breach in faults(shape, public=nobody)]
        if "x-since" in frozen:
            shape = {**shape, "x-since": frozen["x-since"]}
            made.refused += [(name, breach) for breach in _breaches_of_history(name, shape, directory)]
            if _without_words(shape) != _without_words(frozen):
                made.written[_next_in_history(name, directory)] = _bytes(frozen)
        elif ship:
            shape = {**shape, "x-since": ship}
        if not path.is_file() or _bytes(shape) != path.read_bytes():
            made.written[path] = _bytes(shape)
    for path in sorted(directory.glob("*.json")):
        if path.stem not in shapes:
            _retire(path, made)
    return made


def frozen_versions(name: str, directory: Path = SCHEMAS) -> Iterator[Schema]:
    """Yield every shape of one type that was ever shipped, the newest last."""
    for path in [*sorted(directory.glob(f"history/{name}.*.json"), key=_number), directory / f"{name}.json"]:
        if path.is_file():
            yield _load(path)


def _breaches_of_history(name: str, shape: Schema, directory: Path) -> list[Breach]:
    public = _is_public(shape)
    found = (breach for old in frozen_versions(name, directory) for breach in breaches(old, shape, public=public))
    return list(dict.fromkeys(found))


def _retire(path: Path, made: Plan) -> None:
    frozen = _load(path)
    if "x-since" not in frozen:
        made.removed.append(path)
    elif path.stem not in UPCASTERS:
        breach = Breach(Kind.TYPE_REMOVED, "$", "the event type left the catalogue, and no upcaster reads it")
        made.refused.append((path.stem, breach))


def _is_public(shape: Schema) -> bool:
    """Does it go out on the public feed? The envelope does, and every log, the public one too, has its signed heads."""
    return shape.get("x-log") == "public" or shape["$id"] in EVERYWHERE


def _load(path: Path) -> Schema:
    loaded: Schema = json.loads(path.read_bytes()) if path.is_file() else {}
    return loaded


def _bytes(shape: Schema) -> bytes:
    return (json.dumps(shape, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _without_words(shape: Schema) -> bytes:
    """What binds in a shape: changed words are no new shape."""

    def bare(value: object, *, names: bool = False) -> object:
        if isinstance(value, dict):
            kept = value if names else {key: inner for key, inner in value.items() if key not in WORDS}
            return {key: bare(inner, names=not names and key in ("properties", "$defs")) for key, inner in kept.items()}
        return value

    return json.dumps(bare(shape), sort_keys=True).encode()


def _number(path: Path) -> int:
    return int(path.stem.rsplit(".", 1)[1])


def _next_in_history(name: str, directory: Path) -> Path:
    taken = [_number(path) for path in directory.glob(f"history/{name}.*.json")]
    return directory / "history" / f"{name}.{max(taken, default=0) + 1}.json"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m contracts.freeze", description=__doc__)
    parser.add_argument("--ship", metavar="VERSION", help="the release that first writes events of today's drafts")
    arguments = parser.parse_args()
    made = plan(all_shapes(), ship=arguments.ship)
    out = sys.stderr.write
    for name, breach in made.refused:
        out(f"{name} {breach}\n")
    if made.refused:
        out(f"{len(made.refused)} refused; nothing was written.\n")
        return 1
    made.carry_out()
    catalogue.README.write_text(catalogue.with_table(catalogue.README.read_text(), SCHEMAS))
    drafts = sum("x-since" not in _load(path) for path in SCHEMAS.glob("*.json"))
    out(f"{len(CATALOGUE)} event types, {len(made.changes)} files changed, {drafts} drafts.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
