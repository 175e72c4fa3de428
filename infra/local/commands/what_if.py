"""`thidua what-if`: who would win and lose under other rules, another quota or another figure. Nothing is written."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

import typer

from contracts.rules import AwardCode, TieBreak
from infra.local import console
from infra.local.access import access
from infra.local.faults import MISUSE, Fault
from infra.local.issuer import AUTHORITY
from infra.local.supposition import Asking, Found, Input, Supposition

SHORT = {"flag": AwardCode.PROVINCIAL_FLAG, "certificate": AwardCode.PROVINCIAL_CERTIFICATE}


def what_if(
    season: Annotated[str, typer.Option(help="Năm thi đua · The season.")] = f"{AUTHORITY}.2023",
    cluster: Annotated[UUID | None, typer.Option(help="Chỉ một cụm, khối · One cluster alone.")] = None,
    quota: Annotated[
        list[str] | None, typer.Option(help="Hạng của một hình thức · Ranks of an award: flag=1-2, certificate=none.")
    ] = None,
    tie_breaks: Annotated[
        str | None, typer.Option(help="Thứ tự tiêu chí phụ · Order of tie-breaks: group-2,group-1,lots.")
    ] = None,
    pack: Annotated[str | None, typer.Option(help="Bộ quy tắc khác · Another rule pack: 2024 or 2024@2.")] = None,
    supposed: Annotated[
        tuple[UUID, str, str] | None,
        typer.Option("--input", help='Số liệu khác · Another input: UNIT LEAF \'{"kind": "actual", "actual": "120"}\'.'),
    ] = None,
    authority: Annotated[
        str, typer.Option(help="Cơ quan, khi ký thẻ minh họa · Authority of the demonstration's token.")
    ] = AUTHORITY,
    as_json: Annotated[bool, typer.Option("--json", help="Kết quả dạng JSON · The result as JSON.")] = False,
) -> None:
    """Nếu khác đi thì ai được, ai mất, bao nhiêu tiền, vì quy định nào · Who would gain and lose, for how much, by which rule.

    A changed input is computed by scoring, an order by ranking, awards and money by awards; nothing is written.
    """
    asked = Supposition(
        season=season,
        cluster=cluster,
        quota=tuple(_line(each) for each in quota or ()),
        tie_breaks=tuple(_steps(tie_breaks)) if tie_breaks else (),
        pack=pack,
        inputs=() if supposed is None else (Input(*supposed),),
    )
    with Asking(*access(authority)) as services:
        found = services.what_if(asked)
    console.line(json.dumps(asdict(found), ensure_ascii=False) if as_json else "\n".join(_told(found)))


def _line(text: str) -> Mapping[str, Any]:
    name, _, ranks = text.partition("=")
    award = SHORT.get(name, name)
    if award not in set(AwardCode):
        raise Fault(f"Không có hình thức «{name}».", f"There is no award {name}: {', '.join([*SHORT, *AwardCode])}.", MISUSE)
    if ranks == "none":
        return {"award": str(award)}
    if not (found := re.fullmatch(r"([1-9][0-9]{0,3})(?:-([1-9][0-9]{0,3}))?", ranks)):
        raise Fault(f"«{text}»: viết flag=1-2 hoặc flag=none.", f"{text}: write flag=1-2 or flag=none.", MISUSE)
    return {"award": str(award), "from_rank": int(found[1]), "to_rank": int(found[2] or found[1])}


def _steps(text: str) -> Iterator[str]:
    for step in text.split(","):
        if step not in set(TieBreak):
            raise Fault(f"Không có tiêu chí phụ «{step}».", f"There is no tie-break {step}: {', '.join(TieBreak)}.", MISUSE)
        yield step


def _told(found: Found) -> Iterator[str]:
    awards = found.awards
    yield f"{awards['season']}, {awards['on']}"
    for vi, en, of in (("trước", "before", "before"), ("sau", "after", "after")):
        yield f"  {vi} · {en}: {awards[f'count_{of}']} khen thưởng · awards, {_dong(awards[f'amount_{of}'])} đ"
    for award in awards["by_award"]:
        counts = f"{award['count_before']} → {award['count_after']}"
        yield f"    {award['award']}: {counts}, {_dong(award['amount_before'])} → {_dong(award['amount_after'])} đ"
    for cluster in awards["clusters"]:
        yield cluster["name"]
        for side in ("lost", "gained"):
            for moved in cluster[side]:
                sign = "-" if side == "lost" else "+"
                said = f"{moved['summary']['vi']} · {moved['summary']['en']}"
                yield f"  {sign} {said} ({moved['rule']}, {_dong(moved['amount'])} đ)"
    if not awards["clusters"]:
        yield "Không đơn vị nào được thêm hoặc mất · nobody gains or loses an award"
    ties = sum(len(each["unresolved"]) for each in found.ranking)
    if ties:
        yield f"{ties} trường hợp bằng hạng phải phân định · ties that people would have to break"
    yield "Không có gì được ghi · nothing was written"


def _dong(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
