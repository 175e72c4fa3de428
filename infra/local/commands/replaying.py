"""`thidua rebuild` and `thidua as-of`: fill a read model from its topics, up to now or as it was known then."""

import json
import re
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contracts.topics import SERVICES
from infra.local import console
from infra.local.faults import MISUSE, Fault
from infra.local.progress import progress

VIETNAMESE_DAY = re.compile("([0-9]{2})/([0-9]{2})/([0-9]{4})")

if TYPE_CHECKING:
    from infra.local.workbench import Workbench
    from infra.runtime.look_back import LookBack, Looker


def rebuild(
    service: Annotated[str, typer.Argument(help=" | ".join(SERVICES))],
    fresh: Annotated[bool, typer.Option("--fresh", help="Bỏ lần dở dang · Begin anew, not where it was stopped.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Kết quả dạng JSON · The result as JSON.")] = False,
) -> None:
    """Dựng lại mô hình đọc từ Kafka · Rebuild the read model of a service from its topics, while it serves."""
    from infra.local.workbench import work

    found = work(_rebuild(service, fresh=fresh, quiet=as_json), resumes=True)
    if as_json:
        console.say(json.dumps(found))
        return
    cut = ", ".join(f"{log}@{position}" for log, position in found["cut"].items())
    again = " (làm tiếp · went on)" if found["resumed"] else ""
    console.say(f"{found['schema']}  +{found['events']}{again}  {cut}  {found['duration_s']} s")
    console.say(f"Truy vấn đã chuyển sang mô hình mới · Queries follow it; held · giữ {found['held_ms']} ms")


async def _rebuild(service: str, *, fresh: bool, quiet: bool) -> dict[str, Any]:
    from contracts.topics import log_of
    from infra.local.workbench import Workbench
    from infra.runtime.rebuild import rebuild as rebuild_model
    from infra.runtime.replay import extent

    began = time.monotonic()
    async with Workbench.at(service) as at:
        logs = [log_of(log) for log in at.service.reads]
        prefix = at.settings.topic_prefix
        total = sum((await extent(at.kafka, logs, prefix)).values())
        with progress(service, total, quiet=quiet) as show:
            done = await rebuild_model(
                at.pool,
                at.kafka,
                at.service.projection,
                logs,
                installation=at.settings.installation,
                prefix=prefix,
                fresh=fresh,
                show=show,
            )
    return {
        "service": service,
        "schema": done.schema,
        "former": done.former,
        "resumed": done.resumed,
        "events": done.events,
        "cut": dict(sorted(done.cut.items())),
        "held_ms": round(done.held_s * 1000, 1),
        "dropped": list(done.dropped),
        "duration_s": round(time.monotonic() - began, 2),
    }


def as_of(
    service: Annotated[str, typer.Argument(help=" | ".join(SERVICES))],
    instant: Annotated[
        str | None, typer.Argument(help="2024-01-08, 08/01/2024 (hết ngày đó · the end of that day) | 2024-01-08T17:00:00+07:00")
    ] = None,
    as_list: Annotated[bool, typer.Option("--list", help="Các lần xem lại đã dựng · What was prepared.")] = False,
    drop: Annotated[bool, typer.Option("--drop", help="Bỏ lần xem lại này · Drop this one.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Kết quả dạng JSON · The result as JSON.")] = False,
) -> None:
    """Dựng lại dữ liệu như đã biết vào một lúc · Prepare what was known on an instant, for queries to look back upon."""
    from infra.local.workbench import work

    if as_list == (instant is not None) or (drop and as_list):
        raise Fault(
            "Cần một ngày (có thể kèm --drop), hoặc chỉ --list. Ví dụ: thidua as-of ranking 2024-01-08",
            "It takes a date (with --drop if you like), or --list alone. Such as: thidua as-of ranking 2024-01-08",
            MISUSE,
        )
    known_on = None if instant is None else _instant(instant)
    found = work(_as_of(service, known_on, drop=drop, quiet=as_json), resumes=not drop)
    if as_json:
        console.say(json.dumps(found))
        return
    for one in found["look_backs"]:
        _say(one)
    if known_on is not None and not drop:
        console.say(f"Truy vấn kèm tiêu đề · query with the header  Thidua-As-Of: {known_on.isoformat()}")


def _instant(text: str) -> datetime:
    from infra.runtime.instants import SHAPE, instant_of

    try:
        return instant_of("-".join(reversed(written.groups())) if (written := VIETNAMESE_DAY.fullmatch(text)) else text)
    except ValueError as error:
        shape = f"{SHAPE} | 08/01/2024"
        raise Fault(f"«{text}» không phải ngày giờ: {shape}.", f"`{text}` is no instant: {shape}.", MISUSE) from error


async def _as_of(service: str, known_on: datetime | None, *, drop: bool, quiet: bool) -> dict[str, Any]:
    from infra.local.workbench import Workbench

    began = time.monotonic()
    async with Workbench.at(service) as at:
        looker = _looker(at)
        if known_on is None:
            return {"service": service, "look_backs": [_document(found) for found in await looker.list()]}
        if drop:
            await looker.drop(known_on)
            return {"service": service, "look_backs": []}
        # How much there is to read is not known before the cut is: the bar runs over all that was written since.
        with progress(service, await _total(at), quiet=quiet) as show:
            found, was_there = await looker.look_back(known_on, now=await _now(at), show=show)
    document = _document(found) | {"was_there": was_there, "duration_s": round(time.monotonic() - began, 2)}
    return {"service": service, "look_backs": [document]}


def _looker(at: "Workbench") -> "Looker":
    from contracts.topics import log_of
    from infra.runtime.look_back import Looker

    return Looker(
        at.pool,
        at.kafka,
        at.service.projection,
        [log_of(log) for log in at.service.reads],
        frozenset(address.log_id for address in at.service.own.values()),
        at.settings.installation,
        at.settings.topic_prefix,
    )


async def _total(at: "Workbench") -> int:
    from contracts.topics import log_of
    from infra.runtime.replay import extent

    return sum((await extent(at.kafka, [log_of(log) for log in at.service.reads], at.settings.topic_prefix)).values())


async def _now(at: "Workbench") -> datetime:
    """What the service's clock shows: in the demonstration another time than ours."""
    from infra.runtime.clock import DemoClock
    from infra.runtime.settings import Profile

    return (await DemoClock.load(at.pool)).now() if at.settings.profile is Profile.DEMO else datetime.now(UTC)


def _document(found: "LookBack") -> dict[str, Any]:
    from contracts.base import VIETNAM

    return {
        "known_on": found.known_on.astimezone(VIETNAM).isoformat(),
        "cut": dict(sorted(found.cut.items())),
        "settled_by": dict(found.settled_by),
        "schema": found.schema,
        "ready": found.is_ready,
        "size_bytes": found.size_bytes,
    }


def _say(one: dict[str, Any]) -> None:
    cut = ", ".join(f"{log}@{position} ({one['settled_by'][log]})" for log, position in one["cut"].items())
    state = one["schema"] if one["ready"] else "dở dang · unfinished"
    size = f"  {one['size_bytes'] / 1e6:.1f} MB" if one["size_bytes"] else ""
    there = "  đã có sẵn · was there" if one.get("was_there") else ""
    console.say(f"{one['known_on']}  {cut}  {state}{size}{there}")
    if not any(one["cut"].values()):
        console.say("  khi đó chưa có sự kiện nào, mọi truy vấn đều rỗng · no event was there yet, every query is empty")
