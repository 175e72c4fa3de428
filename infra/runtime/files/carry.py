"""Carry the files that an exported log cites away beside it, where its verifier finds them: `files/ab/cd/<sha256>`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from contracts.base import Event
from contracts.reading import Reader
from infra.runtime.errors import OperationRefused
from infra.runtime.files.cited import CitedFiles
from infra.runtime.files.store import FileStore, hash_of
from infra.runtime.service import Service

FILES: Final = "files"


class FilesMissing(OperationRefused):
    """Some of the files are not what was kept; the others were carried away."""


def cited_in(folder: Path, service: Service) -> CitedFiles:
    """The files that the events of an exported log cite."""
    files = CitedFiles(service.citations() if service.citations else None)
    reader = Reader(*{fact for category in service.categories for fact in category.facts})
    with (folder / "events.jsonl").open("rb") as lines:
        for position, line in enumerate(lines, start=1):
            read = reader.read(line.removesuffix(b"\n"))
            if isinstance(read, Event):
                files.meet(f"{position}", read.data)
    return files


def carry(store: FileStore, files: CitedFiles, folder: Path) -> Iterator[int]:
    """Copy what is not there yet, each under its hash and checked; how many were seen to so far.

    Raises:
        FilesMissing: at the end, if the store did not have all of them as they were kept.
        OSError: the folder cannot be written.
    """
    faulty = []
    for number, sha256 in enumerate(files.hashes(), start=1):
        place = folder / FILES / sha256[:2] / sha256[2:4] / sha256
        if not place.exists() and not _copied(store, sha256, place):
            faulty.append(sha256)
        yield number
    if faulty:
        raise FilesMissing(
            f"{len(faulty)} tệp bị mất hoặc bị sửa trong kho, không mang đi được: {faulty[0]}… Hãy chạy: thidua verify",
            f"{len(faulty)} files are missing or altered in the store and were not carried: {faulty[0]}… Run: thidua verify",
        )


def _copied(store: FileStore, sha256: str, place: Path) -> bool:
    file = store.opened(sha256)
    if file is None:
        return False
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f"{place.name}.new")
    with file, fresh.open("w+b") as copy:
        shutil.copyfileobj(file, copy)
        if hash_of(copy) != sha256:
            fresh.unlink()
            return False
    fresh.replace(place)
    return True
