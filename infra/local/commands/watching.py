"""`thidua lag` and `thidua parked`: how far a service is behind, and what was put aside on the way."""

import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from contracts.topics import SERVICES, log_of
from infra.local import console
from infra.local.faults import FAILURE, MISUSE, Fault

if TYPE_CHECKING:
    from infra.local.workbench import Workbench
    from infra.runtime.parked import Drained, Parked

ServiceName = Annotated[str, typer.Argument(help=" | ".join(SERVICES))]
AsJson = Annotated[bool, typer.Option("--json", help="Kết quả dạng JSON · The result as JSON.")]
LogName = Annotated[str, typer.Argument(help="Sổ · The event's log.")]
Position = Annotated[int, typer.Argument(min=1, help="Vị trí trong sổ · Its position there.")]
Result = TypeVar("Result")
COLUMNS = ("service", "consumer", "log", "position", "events", "seconds", "")

parked = typer.Typer(
    help="Các sự kiện chưa áp dụng được · Events that a read model could not take in, and what waits behind them.",
    no_args_is_help=True,
)


def lag(
    service: Annotated[str | None, typer.Argument(help=" | ".join(SERVICES))] = None,
    as_json: AsJson = False,
) -> None:
    """Độ trễ theo sự kiện và giây · How far relay, read model and reactors are behind, in events and in seconds."""
    from infra.local.workbench import work

    found = [work(_lag(name), resumes=False) for name in _services(service)]
    if as_json:
        console.line(json.dumps({"services": found}))
        return
    console.show(console.table(COLUMNS, [row for document in found for row in _rows(document)]))
    for document in found:
        if missing := document["nobody"]:
            names = ", ".join(missing)
            console.say(f"{document['service']}: không ai đang làm · nobody does now: {names}")


def _services(service: str | None) -> tuple[str, ...]:
    if service is None and "THIDUA_INSTALLATION" in os.environ:
        raise Fault(
            "Cấu hình của môi trường chỉ thuộc một dịch vụ: hãy nêu tên dịch vụ.",
            "The environment's settings are of one service: name it.",
            MISUSE,
        )
    return SERVICES if service is None else (service,)


async def _lag(name: str) -> dict[str, Any]:
    from infra.local.workbench import Workbench

    async with Workbench.at(name) as bench:
        return await lag_of(bench)


async def lag_of(bench: "Workbench") -> dict[str, Any]:
    """What database and Kafka say of a service, whether a process of it runs or not.

    `nobody` names the work that no process has the lease of at this moment.
    """
    from infra.runtime.lag import Probe
    from infra.runtime.reading import ReadModel
    from infra.runtime.watch import look_at_database, look_at_kafka

    projector = f"projector.{bench.service.projection.name}"
    consumers = [projector, *(f"reactor.{reactor.name}" for reactor in bench.service.reactors)]
    topics = {log_of(log).topic(bench.settings.topic_prefix): log for log in bench.service.reads}
    picture = await look_at_database(bench.pool, ReadModel(bench.pool, bench.service.projection.name), projector)
    async with Probe.on(bench.kafka, topics) as probe:
        await look_at_kafka(probe, picture, consumers, list(topics.values()))
    relays = [f"relay.{address.log_id}" for address in bench.service.own.values()]
    return {
        "service": bench.service.name,
        "nobody": sorted({*relays, *consumers} - set(picture.holders)),
        "backlog": {log: {"position": picture.positions[log], "events": count} for log, count in picture.backlog.items()},
        "consumers": {
            consumer: {log: asdict(lag) | {"seconds": round(lag.seconds, 3)} for log, lag in found.items()}
            for consumer, found in picture.lags.items()
        },
        "parked": sum(picture.parked.values()),
    }


def _rows(document: dict[str, Any]) -> list[tuple[object, ...]]:
    service = document["service"]
    rows: list[tuple[object, ...]] = [
        (service, "relay", log, found["position"], found["events"], None, "") for log, found in document["backlog"].items()
    ]
    for consumer, logs in document["consumers"].items():
        for log, found in logs.items():
            note = "thiếu sự kiện kế tiếp · the next event is missing" if found["gap"] else ""
            rows.append((service, consumer, log, found["position"], found["events"], found["seconds"], note))
    if document["parked"]:
        rows.append((service, "parked", None, None, document["parked"], None, "xem · see: thidua parked list"))
    return rows


@parked.command("list")
def list_(service: ServiceName, as_json: AsJson = False) -> None:
    """Liệt kê các dòng đang chờ · List the streams that wait, each with its first parked event and why."""
    from infra.local.workbench import Workbench, work

    async def task() -> list[dict[str, Any]]:
        async with Workbench.at(service) as bench:
            return [asdict(waiting) for waiting in await _parked(bench).streams()]

    found = work(task(), resumes=False)
    if as_json:
        console.line(json.dumps({"service": service, "streams": found}))
        return
    for each in found:
        console.say(f"{each['log']}@{each['position']}  {each['stream']}  {each['events']} sự kiện · events")
        console.say(f"    {each['reason']}")
    if not found:
        console.say("Không có sự kiện nào đang chờ · nothing is parked")


@parked.command()
def show(service: ServiceName, log: LogName, position: Position, as_json: AsJson = False) -> None:
    """Xem một sự kiện đang chờ · Show a parked event, why it could not be applied, and what waits behind it."""
    from infra.local.workbench import Workbench, work

    async def task() -> dict[str, Any]:
        async with Workbench.at(service) as bench:
            event, behind = await _parked(bench).show(log, position)
        return {
            "log": log,
            "position": position,
            "stream": event["stream"],
            "reason": event["reason"],
            "event": _readable(event["body"]),
            "behind": [{"position": row["position"], "type": _type_of(row["body"])} for row in behind],
        }

    found = work(task(), resumes=False)
    if as_json:
        console.line(json.dumps(found))
        return
    console.say(f"{log}@{position}  {found['stream']}")
    console.say(f"Lý do · reason: {found['reason']}")
    console.line(json.dumps(found["event"], indent=2, ensure_ascii=False))
    console.say(f"Chờ phía sau · waiting behind it: {len(found['behind'])}")
    for row in found["behind"]:
        console.say(f"  {log}@{row['position']}  {row['type']}")


@parked.command()
def retry(
    service: ServiceName,
    log: Annotated[str | None, typer.Argument(help="Sổ · A log, with the position of a stream's first parked event.")] = None,
    position: Annotated[int | None, typer.Argument(min=1)] = None,
    stream: Annotated[str | None, typer.Option(help="Chỉ một dòng sự kiện · One stream alone, such as unit/<id>.")] = None,
    as_json: AsJson = False,
) -> None:
    """Áp dụng lại theo thứ tự · Apply parked events in order, stream by stream, up to the first that still fails."""
    from infra.local.workbench import Workbench, work

    if (log is None) != (position is None) or (log is not None and stream is not None):
        raise Fault("Hãy nêu cả sổ và vị trí, hoặc --stream.", "Name a log and a position, or --stream.", MISUSE)

    async def task() -> "list[Drained]":
        async with Workbench.at(service) as bench:
            parked = _parked(bench)
            if log is not None and position is not None:
                return [await parked.drain(log, await parked.stream_of(log, position))]
            waiting = [w for w in await parked.streams() if stream in (None, w.stream)]
            if stream is not None and not waiting:
                raise Fault(f"Không có gì đang chờ ở {stream}.", f"Nothing is parked in {stream}.")
            return [await parked.drain(w.log, w.stream) for w in waiting]

    found = work(task(), resumes=True)
    if as_json:
        console.line(json.dumps({"service": service, "streams": [asdict(drained) for drained in found]}))
    else:
        _tell(found)
    if any(drained.stopped_at is not None for drained in found):
        raise typer.Exit(FAILURE)


def _tell(found: "list[Drained]") -> None:
    for drained in found:
        console.say(f"{drained.log}  {drained.stream}: {len(drained.applied)} đã áp dụng · applied")
        if drained.stopped_at is not None:
            console.say(f"    dừng ở · stopped at {drained.log}@{drained.stopped_at}: {drained.reason}")
    if not found:
        console.say("Không có sự kiện nào đang chờ · nothing is parked")


def _parked(bench: "Workbench") -> "Parked":
    from infra.runtime.parked import Parked

    return Parked(bench.pool, bench.service.projection)


def _readable(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode(errors="replace")


def _type_of(body: bytes) -> str:
    event = _readable(body)
    return str(event.get("type", "?")) if isinstance(event, dict) else "?"
