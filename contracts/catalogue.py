"""The catalogue of events as a table, for `README.md`: written by `contracts.freeze`, so that it is never behind."""

from __future__ import annotations

import json
from pathlib import Path

from contracts.base import Fact, facts_in
from contracts.shapes import MODULES

README = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- catalogue: written by `make freeze` -->", "<!-- end of catalogue -->"


def table(schemas: Path) -> str:
    """Render every event type: its name, its stream, what it says, and the release that first wrote it."""
    lines = ["| event | tiếng Việt | stream | says | since |", "|---|---|---|---|---|"]
    for module in MODULES:
        topic = module.__name__.rpartition(".")[2]
        lines.append(f"| **{topic}** | | | {_first_sentence(module.__doc__)} | |")
        lines += [_row(fact, schemas) for fact in facts_in(module)]
    return "\n".join(lines)


def with_table(readme: str, schemas: Path) -> str:
    """Return the README with its catalogue written anew."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table(schemas)}\n\n{END}{after}"


def _row(fact: type[Fact], schemas: Path) -> str:
    path = schemas / f"{fact.type}.json"
    since = json.loads(path.read_bytes()).get("x-since", "draft") if path.is_file() else "not frozen"
    link = f"[`{fact.type}`](schemas/{fact.type}.json)"
    return f"| {link} | {fact.vi} | `{fact.stream_template}` | {_first_sentence(fact.__doc__)} | {since} |"


def _first_sentence(words: str | None) -> str:
    paragraph = " ".join((words or "").strip().split("\n\n")[0].split())
    return paragraph.replace("|", "\\|")
