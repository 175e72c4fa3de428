"""`thidua rebuild`: fill the read model of a service anew from its topics, while it serves."""

import json
from typing import Annotated, Any

import typer

from contracts.topics import SERVICES
from infra.local import console
from infra.local.faults import Fault
from infra.local.progress import progress


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
    import time

    from contracts.topics import log_of
    from infra.local.workbench import Workbench
    from infra.runtime.rebuild import rebuild as rebuild_model
    from infra.runtime.replay import ReplayFailed, extent

    began = time.monotonic()
    async with Workbench.at(service) as at:
        logs = [log_of(log) for log in at.service.reads]
        prefix = at.settings.topic_prefix
        total = sum((await extent(at.kafka, logs, prefix)).values())
        try:
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
        except ReplayFailed as failed:
            raise Fault(failed.vi, failed.en) from failed
    return {
        "service": service,
        "schema": done.schema,
        "former": done.former,
        "resumed": done.resumed,
        "events": done.events,
        "cut": dict(done.cut),
        "held_ms": round(done.held_s * 1000, 1),
        "dropped": list(done.dropped),
        "duration_s": round(time.monotonic() - began, 2),
    }
