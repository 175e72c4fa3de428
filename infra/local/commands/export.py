"""`thidua export`: carry the logs of a service away."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from contracts.topics import SERVICES
from infra.local import console
from infra.local.commands.history import pool_of
from infra.local.faults import MISUSE, Fault
from infra.local.keyring import all_key_sets
from infra.local.progress import progress


def export(
    service: Annotated[str, typer.Argument(help=" | ".join(SERVICES))],
    directory: Annotated[Path, typer.Argument(help="Thư mục để mang đi · The folder to carry away.")],
    as_json: Annotated[bool, typer.Option("--json", help="Kết quả dạng JSON · The result as JSON.")] = False,
) -> None:
    """Xuất sổ sự kiện để kiểm tra ở nơi khác · Export the logs of a service, to be checked anywhere."""
    if service not in SERVICES:
        known = ", ".join(SERVICES)
        raise Fault(
            f"Không có dịch vụ «{service}». Các dịch vụ: {known}.",
            f"There is no service `{service}`. There are: {known}.",
            MISUSE,
        )
    if directory.exists() and not directory.is_dir():
        raise Fault(f"{directory} không phải thư mục.", f"{directory} is no folder.", MISUSE)
    try:
        found = asyncio.run(_export(service, directory, all_key_sets(service), quiet=as_json))
    except KeyboardInterrupt:
        raise Fault(
            "Đã dừng. Chạy lại đúng lệnh này để xuất tiếp.", "Stopped. The same command goes on where it stopped."
        ) from None
    except OSError as error:
        raise Fault(f"Không xuất được: {error}.", f"The export failed: {error}.") from error
    if as_json:
        console.say(json.dumps(found))
        return
    for log in found["logs"]:
        console.say(f"{log['folder']}  {log['source']}@{log['position']}  +{log['added']}  {log['chain']}")
    console.say(f"Kiểm tra · check: python {Path(found['logs'][0]['folder']) / 'verify.py'} {directory}")


async def _export(service: str, directory: Path, keys: dict[str, Any], *, quiet: bool) -> dict[str, Any]:
    from infra.runtime.export import ExportRefused, LogFolder, heads_of

    logs = []
    async with pool_of(service) as pool:
        for head in await heads_of(pool):
            folder = LogFolder(directory / head.log, head)
            began: int | None = None
            try:
                with progress(head.log, head.position, quiet=quiet) as show:
                    async for position in folder.export(pool, keys):
                        began = position if began is None else began
                        show(position)
            except ExportRefused as refused:
                raise Fault(refused.vi, refused.en) from refused
            logs.append(
                {
                    "log": head.log,
                    "source": head.source,
                    "folder": str(folder.at),
                    "position": head.position,
                    "chain": head.chain.hex(),
                    "added": head.position - (began or 0),
                    "heads": len(folder.walk.heads),
                }
            )
    return {"service": service, "logs": logs}
