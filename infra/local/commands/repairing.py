"""`thidua verify`, `reconcile`, `republish` and `restore`: what follows from what, and how either side comes back."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contracts.topics import SERVICES
from infra.local import console
from infra.local.faults import FAILURE, MISUSE, Fault
from infra.local.keyring import keys_for
from infra.local.progress import progress

if TYPE_CHECKING:
    from infra.local.workbench import Workbench
    from infra.runtime.carriers import Carrier
    from infra.runtime.history import Keys
    from infra.runtime.reconcile import Comparison, Difference
    from infra.runtime.restore import Survey
    from infra.runtime.verify import Findings

ServiceName = Annotated[str, typer.Argument(help=" | ".join(SERVICES))]
AsJson = Annotated[bool, typer.Option("--json", help="Kết quả dạng JSON · The result as JSON.")]

KINDS = {
    "missing-on-topic": "thiếu trên chủ đề · missing on the topic",
    "missing-in-log": "thiếu trong sổ · missing in the log",
    "other-bytes": "khác byte · other bytes",
    "out-of-order": "sai thứ tự, bên đọc dừng ở đó · out of order, a reader stops there",
    "foreign": "của sổ khác · of another log",
    "unreadable": "không phải sự kiện · no event",
}


def reconcile(service: ServiceName, as_json: AsJson = False) -> None:
    """So sổ với chủ đề Kafka, từng byte, hai chiều · Compare a service's logs with their topics, byte by byte, both ways."""
    from infra.local.workbench import Workbench, work

    async def task() -> "list[Comparison]":
        async with Workbench.at(service) as bench:
            return await comparisons(bench, quiet=as_json)

    found = work(task(), resumes=False)
    if as_json:
        console.line(
            json.dumps({"service": service, "equal": all(f.equal for f in found), "logs": list(map(as_document, found))})
        )
    else:
        for comparison in found:
            tell_comparison(comparison)
    if not all(comparison.equal for comparison in found):
        raise typer.Exit(FAILURE)


async def comparisons(bench: "Workbench", *, quiet: bool) -> "list[Comparison]":
    """Compare each log of a service with its topic."""
    from infra.runtime.reconcile import heads_and_cursors, reconcile

    heads, done = await heads_and_cursors(bench.pool), []
    place = {"installation": bench.settings.installation, "prefix": bench.settings.topic_prefix}
    for address in bench.service.own.values():
        head, _ = heads.get(address.log_id, (0, 0))
        with progress(address.topic(bench.settings.topic_prefix), head, quiet=quiet) as show:
            async for found in reconcile(bench.pool, bench.kafka, address, **place):
                show(found.events)
        done.append(found)
    return done


def as_document(found: "Comparison") -> dict[str, Any]:
    return asdict(found) | {"equal": found.equal}


def tell_comparison(found: "Comparison") -> None:
    verdict = "GIỐNG NHAU · equal" if found.equal else "KHÁC NHAU · different"
    console.say(
        f"{found.log} ↔ {found.topic}: {verdict}; {found.head} trong sổ · in the log, {found.events} trên chủ đề · on the topic "
        f"({found.records} bản ghi · records, {found.repeats} lặp · repeats)"
    )
    if found.backlog:
        console.say(f"  {found.backlog} sự kiện chờ gửi, không phải lỗi · events wait to be sent, which is no fault")
    for kind, count in found.counts.items():
        console.say(f"  {count} × {KINDS[kind]}")
    for difference in found.differences:
        console.say(f"    {_place(difference)}")


def _place(difference: "Difference") -> str:
    at = "" if difference.first is None else f"vị trí · position {difference.first}"
    at += f"–{difference.last}" if difference.last != difference.first else ""
    at += "" if difference.offset is None else f" offset {difference.offset}"
    sides = (("sổ · log", difference.in_log), ("chủ đề · topic", difference.on_topic))
    return f"{difference.kind}: {at.strip()}  " + "  ".join(f"{side} {what[:80]}" for side, what in sides if what)


def republish(service: ServiceName, as_json: AsJson = False) -> None:
    """Gửi lại cả sổ lên chủ đề đã bị làm trống · Send the whole log again to a topic that was emptied or made anew."""
    from infra.local.workbench import Workbench, work

    async def task() -> list[dict[str, Any]]:
        async with Workbench.at(service) as bench:
            return [await _republish(bench, log, quiet=as_json) for log in bench.service.own]

    found = work(task(), resumes=True)
    if as_json:
        console.line(json.dumps({"service": service, "logs": found}))
        return
    for log in found:
        if log["sent"]:
            console.say(f"{log['log']} → {log['topic']}: {log['sent']} sự kiện đã gửi lại · events sent again")
        else:
            console.say(f"{log['log']} → {log['topic']}: không thiếu gì · nothing is missing ({log['position']})")


async def _republish(bench: "Workbench", name: str, *, quiet: bool) -> dict[str, Any]:
    from infra.runtime.relay import Relay
    from infra.runtime.republish import republish

    address = bench.service.own[name]
    place = {"installation": bench.settings.installation, "prefix": bench.settings.topic_prefix}
    relay = Relay(bench.pool, bench.kafka, address, **place)
    steps = republish(bench.pool, relay)
    began, head = await anext(steps)
    with progress(relay.topic, head, quiet=quiet) as show:
        show(began)
        async for position, _ in steps:
            show(position)
    return {"log": relay.log, "topic": relay.topic, "position": head, "sent": head - began}


def restore(
    service: ServiceName,
    folder: Annotated[
        Path | None,
        typer.Option("--from", help="Từ một bản xuất, khi Kafka cũng mất · From an export, where Kafka is lost too."),
    ] = None,
    keys: Annotated[
        Path | None, typer.Option(help="Khoá công khai (JWK) của các đầu sổ · The heads' public keys; else the service's own.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Dựng lại sổ từ chủ đề Kafka hoặc bản xuất · Bring the service's logs back from their topics or from an export."""
    from infra.local.workbench import Workbench, service_of, work

    service_of(service)
    if folder is not None and not folder.is_dir():
        raise Fault(f"{folder} không phải thư mục.", f"{folder} is no folder.", MISUSE)
    known = keys_for(service, keys, folder)

    async def task() -> "list[Survey]":
        async with Workbench.at(service) as bench:
            return await _restore(bench, folder, known, quiet=as_json)

    found = work(task(), resumes=True)
    if as_json:
        console.line(json.dumps({"service": service, "logs": [_restored(survey) for survey in found]}))
        return
    for survey in found:
        _tell_restored(survey)
    if any(survey.position > survey.began for survey in found):
        console.say(LOST)


LOST = """Không trở lại: bảng người (registry), đồng hồ minh hoạ, sự kiện chưa kịp gửi, lệnh đã nhận mà không sinh sự kiện, thân
và phiên bản (ETag) của các lệnh đã nhận: ai gửi lại dưới khoá cũ được trả lời bằng vị trí cũ, dù thân lệnh khác.
Dịch vụ tự nhận lệnh lại khi đã so xong sổ với chủ đề.
Not brought back: the person table (registry), the demonstration's clock, events that were not sent yet, commands that were
accepted without an event, bodies and versions (ETag) of accepted commands: whoever repeats one under its key is answered
with its positions, whatever the body. The service takes commands again once it has compared log and topic."""


async def _restore(bench: "Workbench", folder: Path | None, keys: "Keys", *, quiet: bool) -> "list[Survey]":
    from infra.runtime.restore import Restoring, prepare, survey

    await prepare(bench.pool, bench.service, bench.settings)
    prefix, installation = bench.settings.topic_prefix, bench.settings.installation
    work: list[tuple[Carrier, Survey]] = []
    for address in bench.service.own.values():
        carrier = await _carrier(bench, address.log_id, address.topic(prefix), address.source(installation), folder)
        work.append((carrier, await survey(bench.pool, carrier, address, installation=installation, keys=keys)))
    for carrier, found in work:
        with progress(found.log, found.last, quiet=quiet) as show:
            async for position in Restoring(bench.pool, bench.service, carrier, found).run():
                show(position)
    return [found for _, found in work]


async def _carrier(bench: "Workbench", log: str, topic: str, source: str, folder: Path | None) -> "Carrier":
    from infra.runtime.carriers import FolderCarrier, TopicCarrier, require_no_more

    on_topic = TopicCarrier(bench.kafka, topic)
    if folder is None:
        return on_topic
    exported = FolderCarrier(folder if (folder / "events.jsonl").is_file() and len(bench.service.own) == 1 else folder / log)
    await require_no_more(on_topic, exported, source)
    return exported


def _restored(survey: "Survey") -> dict[str, Any]:
    return {
        "log": survey.log,
        "source": survey.source,
        "position": survey.position,
        "restored": survey.position - survey.began,
        "passed_over": survey.passed_over,
        "unknown_keys": survey.unknown_keys,
        "chain": survey.chain.hex(),
        "rests_on": survey.seen,
    }


def _tell_restored(survey: "Survey") -> None:
    added = survey.position - survey.began
    console.say(f"{survey.log}: +{added} sự kiện · events, đến · up to {survey.position}  {survey.chain.hex()}")
    if survey.passed_over:
        console.say(f"  {survey.passed_over} bản ghi lạ đã bỏ qua · foreign records passed over")
    for key in survey.unknown_keys:
        console.say(f"  ! đầu sổ ký bằng khoá {key} không kiểm tra được, dùng --keys · heads signed by this key were not checked")
    if survey.seen:
        rests = ", ".join(f"{log}@{position}" for log, position in sorted(survey.seen.items()))
        console.say(f"  dựa trên · rests on {rests}: các sổ đó phải có ít nhất đến đấy · those logs must reach at least that far")


def verify(
    service: ServiceName,
    head: Annotated[
        list[Path] | None,
        typer.Option(help="Đầu sổ đã giữ (head.json, heads.jsonl) · Heads kept from before; may be given several times."),
    ] = None,
    keys: Annotated[
        Path | None, typer.Option(help="Khoá công khai (JWK) · The public keys to check with; else the service's own.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tính lại mọi thứ từ sự kiện và so sánh · Compute again all that follows from the events, and compare."""
    from infra.local.workbench import Workbench, service_of, work

    service_of(service)
    known, kept = keys_for(service, keys), [each for file in head or [] for each in _kept_heads(file)]

    async def task() -> "tuple[Findings, list[Comparison]]":
        async with Workbench.at(service) as bench:
            return await _verify(bench, known, kept, quiet=as_json)

    found, topics = work(task(), resumes=False)
    sound = not found.count and all(comparison.equal for comparison in topics)
    if as_json:
        document = {
            "service": service,
            "sound": sound,
            "checked": found.checked,
            "failures": found.count,
            "failed": [asdict(finding) for finding in found.failed],
            "topics": [as_document(comparison) for comparison in topics],
        }
        console.line(json.dumps(document, default=str))
    else:
        _tell_verified(found, topics, kept)
        console.say("ĐÚNG · it holds" if sound else "SAI · it does not hold")
    if not sound:
        raise typer.Exit(FAILURE)


def _kept_heads(file: Path) -> list[dict[str, Any]]:
    from infra.runtime.history import kept_heads_in

    try:
        return kept_heads_in(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise Fault(
            f"Không dùng được {file}: {error}. Đầu sổ đã giữ là head.json hoặc heads.jsonl của một bản xuất trước.",
            f"{file} cannot be used: {error}. A kept head is the head.json or the heads.jsonl of an earlier export.",
            MISUSE,
        ) from error


async def _verify(
    bench: "Workbench", keys: "Keys", kept: list[dict[str, Any]], *, quiet: bool
) -> "tuple[Findings, list[Comparison]]":
    from infra.runtime.errors import ReplayFailed
    from infra.runtime.reconcile import heads_and_cursors
    from infra.runtime.verify import LogsVerifier, verify_files, verify_read_model

    installation, prefix = bench.settings.installation, bench.settings.topic_prefix
    heads = await heads_and_cursors(bench.pool)
    verifier = LogsVerifier(bench.service, installation, keys, kept)
    with progress(f"sổ · log {bench.service.name}", sum(head for head, _ in heads.values()), quiet=quiet) as show:
        reached: dict[str, int] = {}
        async for log, position in verifier.run(bench.pool):
            reached[log] = position
            show(sum(reached.values()))
    found = verifier.found
    if (store := bench.files) is not None:
        with progress(f"tệp · files {bench.service.name}", len(verifier.files), quiet=quiet) as show:
            for read in verify_files(store, verifier.files, found):
                show(read)
    topics = await comparisons(bench, quiet=quiet)
    try:
        await verify_read_model(bench.pool, bench.kafka, bench.service, found, installation=installation, prefix=prefix)
    except ReplayFailed as failed:
        found.fail("read-model", bench.service.projection.name, failed.vi, failed.en)
    return found, topics


def _tell_verified(found: "Findings", topics: "list[Comparison]", kept: list[dict[str, Any]]) -> None:
    for name, figures in found.checked.items():
        told = "  ".join(f"{key} {value}" for key, value in figures.items()) if isinstance(figures, dict) else str(figures)
        console.say(f"{name}  {told}")
    console.say(f"{len(kept)} đầu sổ đã giữ · kept heads")
    if not kept:
        console.say(
            "! không có --head: nếu các sự kiện cuối bị cắt thì không thấy được · without --head a cut-off end is not seen"
        )
    for comparison in topics:
        tell_comparison(comparison)
    for finding in found.failed:
        console.say(f"  LỖI · FAILED {finding.check} {finding.where}: {finding.vi} · {finding.en}")
    if (more := found.count - len(found.failed)) > 0:
        console.say(f"  … và {more} lỗi nữa · and {more} more")
