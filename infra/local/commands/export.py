"""`thidua export`: carry the logs of a service away."""

import asyncio
import json
import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from contracts.topics import SERVICES
from infra.local import console
from infra.local.commands.history import pool_of
from infra.local.entry import STOPPED
from infra.local.faults import MISUSE, Fault
from infra.local.keyring import all_key_sets
from infra.local.progress import progress


def export(
    service: Annotated[str, typer.Argument(help=" | ".join(SERVICES))],
    directory: Annotated[Path, typer.Argument(help="Thư mục để mang đi · The folder to carry away.")],
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Mang theo các tệp được dẫn · Take the files along that events cite.")
    ] = False,
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
        found["files"] = _files(service, Path(found["logs"][0]["folder"]), carried=evidence, quiet=as_json)
    except KeyboardInterrupt:
        raise Fault(
            "Đã dừng. Chạy lại đúng lệnh này để xuất tiếp.", "Stopped. The same command goes on where it stopped.", STOPPED
        ) from None
    if as_json:
        console.say(json.dumps(found))
        return
    for log in found["logs"]:
        console.say(f"{log['folder']}  {log['source']}@{log['position']}  +{log['added']}  {log['chain']}")
    console.say(_told(found["files"]))
    verifier = Path(found["logs"][0]["folder"]) / "verify.py"
    console.say(f"Kiểm tra · check: python {shlex.quote(str(verifier))} {shlex.quote(str(directory))}")


def _files(service: str, folder: Path, *, carried: bool, quiet: bool) -> dict[str, Any]:
    """Carry the cited files along, if that is wanted; how many there are, and whether they are beside the log."""
    from infra.local.workbench import files_of, service_of
    from infra.runtime.errors import OperationRefused
    from infra.runtime.files.carry import FILES, carry, cited_in

    root = service_of(service)
    if not root.keeps_files:
        return {"cited": 0, "carried": False}
    cited = cited_in(folder, root)
    if carried:
        store = files_of(service)
        assert store is not None
        try:
            with progress(FILES, len(cited), quiet=quiet) as show:
                for number in carry(store, cited, folder):
                    show(number)
        except OperationRefused as refused:
            raise Fault(refused.vi, refused.en) from refused
    return {"cited": len(cited), "carried": carried or (folder / FILES).is_dir()}


def _told(files: dict[str, Any]) -> str:
    count = files["cited"]
    if not count:
        return "Không có tệp nào được dẫn · no files are cited"
    if files["carried"]:
        return f"{count} tệp được dẫn đi cùng · cited files go along"
    return f"{count} tệp được dẫn KHÔNG đi cùng, dùng --evidence · cited files do NOT go along, use --evidence"


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
