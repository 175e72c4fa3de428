"""`thidua export`: carry the logs of a service away."""

import asyncio
import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from contracts.topics import SERVICES
from infra.local import console
from infra.local.commands.history import pool_of
from infra.local.faults import MISUSE, Fault
from infra.local.places import Layout, data_directory
from infra.local.progress import progress

KEYS_TIMEOUT_S = 10.0


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
        found = asyncio.run(_export(service, directory, _keys(service), quiet=as_json))
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


def _keys(service: str) -> dict[str, Any]:
    """The public half of the key that signs the service's heads: from its file, else asked of the service itself."""
    import httpx

    from infra.runtime.heads import HeadSigner

    # A database given by the environment is not the local stack's, so neither is its key.
    elsewhere = "THIDUA_DATABASE_URL" in os.environ
    file = os.environ.get("THIDUA_HEAD_KEY") or (None if elsewhere else Layout(data_directory()).head_key(service))
    address = os.environ.get(f"THIDUA_{service.upper()}_URL")
    try:
        if file:
            return {"keys": [HeadSigner.from_pem(Path(file)).public_jwk()]}
        if address:
            answer = httpx.get(f"{address}/keys", timeout=KEYS_TIMEOUT_S).raise_for_status()
            return {"keys": answer.json()["keys"]}
    except (ValueError, KeyError, OSError, httpx.HTTPError) as error:
        raise Fault(f"Không lấy được khoá công khai: {error}.", f"The public key cannot be had: {error}.") from error
    raise Fault(
        f"Không biết khoá công khai của {service}: đặt THIDUA_HEAD_KEY hoặc THIDUA_{service.upper()}_URL.",
        f"The public key of {service} is not known: set THIDUA_HEAD_KEY or THIDUA_{service.upper()}_URL.",
        MISUSE,
    )
