"""`thidua journal`: what happened, told for people."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from infra.local import console
from infra.local.access import access
from infra.local.faults import MISUSE, Fault
from infra.local.issuer import AUTHORITY

if TYPE_CHECKING:
    from infra.local.journal import Act, Entry, Journal


def journal(
    stream: Annotated[str | None, typer.Option(help="Một dòng sự kiện · One stream, such as standing/<id>.")] = None,
    unit: Annotated[UUID | None, typer.Option(help="Mọi việc của một đơn vị · All that names a unit.")] = None,
    event: Annotated[
        UUID | None, typer.Option(help="Gốc và hệ quả của một sự kiện · What an event came from and led to.")
    ] = None,
    authority: Annotated[
        str, typer.Option(help="Cơ quan, khi ký thẻ minh họa · Authority of the demonstration's token.")
    ] = AUTHORITY,
    as_json: Annotated[bool, typer.Option("--json", help="JSON, mỗi dòng một sự kiện · JSON, one event a line.")] = False,
) -> None:
    """Kể lại: việc gì, khi nào, ai, theo văn bản nào · Tell what happened, when, by whom, under which document.

    Elsewhere than on the local stack, THIDUA_TOKEN is an auditor's token and THIDUA_<SERVICE>_URL where the services are.
    """
    from infra.local.journal import Journal

    if sum(given is not None for given in (stream, unit, event)) != 1:
        raise Fault("Chọn đúng một: --stream, --unit hoặc --event.", "Choose one of --stream, --unit and --event.", MISUSE)
    with Journal(*access(authority)) as book:
        if event is not None:
            act = book.act_behind(event)
            console.line(json.dumps(_act(book, act), ensure_ascii=False) if as_json else "\n".join(_tree(book, act)))
            return
        entries = book.stream(stream) if stream is not None else book.mentioning(UUID(str(unit)))
        if not entries:
            raise Fault(
                "Không có gì trong các sổ được xem. Kiểm tra mã hoặc tên dòng, và thẻ là của cơ quan nào.",
                "Nothing of it stands in the logs that may be read. Check the id or the stream's name, and whose authority's "
                "token it is.",
            )
        for entry in entries:
            console.line(json.dumps(_told(book, entry), ensure_ascii=False) if as_json else "\n".join(_lines(book, entry)))


def _lines(book: "Journal", entry: "Entry") -> Iterator[str]:
    vi, en = entry.words
    yield f"{entry.at:%d/%m/%Y %H:%M:%S}  {vi} · {en}"
    under = book.under(entry)
    yield f"    {book.who(entry)}" + (f", theo · under {under}" if under else "")
    if entry.details:
        yield f"    {entry.details}"
    yield f"    {entry.log}@{entry.position}  {entry.event['subject']} v{entry.event['streamversion']}  {entry.event['id']}"


def _tree(book: "Journal", act: "Act", depth: int = 0) -> Iterator[str]:
    margin = "    " * depth
    first = act.entries[0]
    yield f"{margin}{first.at:%d/%m/%Y %H:%M:%S}  {book.who(first)}"
    for entry in act.entries:
        vi, en = entry.words
        under = book.under(entry)
        place = f"{entry.log}@{entry.position}  {entry.event['subject']}"
        yield f"{margin}  → {vi} · {en}" + (f", theo · under {under}" if under else "") + f"  {place}"
        for caused in act.caused.get(entry.event["id"], ()):
            yield from _tree(book, caused, depth + 1)


def _told(book: "Journal", entry: "Entry") -> dict[str, Any]:
    vi, en = entry.words
    return {
        "log": entry.log,
        "position": entry.position,
        "vi": vi,
        "en": en,
        "who": book.who(entry),
        "under": book.under(entry),
        "event": entry.event,
    }


def _act(book: "Journal", act: "Act") -> dict[str, Any]:
    first = act.entries[0]
    told = [{**_told(book, e), "caused": [_act(book, a) for a in act.caused.get(e.event["id"], ())]} for e in act.entries]
    return {"command": first.event["commandid"], "at": first.at.isoformat(), "who": book.who(first), "events": told}
