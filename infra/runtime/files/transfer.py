"""Files over HTTP: streamed in, bounded and hashed on the way; streamed out, and never as good where a byte was changed."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import re
import unicodedata
from collections.abc import AsyncIterator, Collection
from typing import BinaryIO, Final
from urllib.parse import quote

from fastapi import Request, Response
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from infra.runtime import metrics, steps
from infra.runtime.errors import BadHeader
from infra.runtime.files.kinds import MEGABYTE, FileType, type_of
from infra.runtime.files.refusals import (
    DigestDiffers,
    FileAltered,
    FileCutOff,
    FileEmpty,
    FileKindNotTaken,
    FileMissing,
    FileStalled,
    FileTooLarge,
)
from infra.runtime.files.store import BLOCK_BYTES, FileStore, Incoming, Stored, hash_of
from infra.runtime.observability import logger

STALL_S_MAX: Final = 60.0
NAME_LENGTH_MAX: Final = 150
DIGEST: Final = "content-digest"
LOG = logger("files")


async def receive(request: Request, store: FileStore, *, bytes_max: int, kinds: Collection[str]) -> Stored:
    """Take the body of a request into the store; memory holds a block of it at a time.

    A `Content-Digest` (RFC 9530, sha-256) is compared with what arrived. The same content again is the same file.

    Raises:
        FileEmpty, FileTooLarge, FileStalled, FileCutOff, DigestDiffers: it did not come whole, or not within bounds.
        FileTypeUnknown and its like, FileKindNotTaken: it is nothing that is taken.
        StoreFull, StoreUnavailable: it cannot be kept.
    """
    given = _given_digest(request)
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > bytes_max:
        raise _too_large(bytes_max)
    with store.receiving() as incoming:
        await _write(request, incoming, bytes_max)
        await steps.reached("files.received")
        if not incoming.size:
            raise FileEmpty
        if given is not None and given != incoming.sha256:
            raise DigestDiffers(sha256=incoming.sha256, given=given)
        found = await asyncio.to_thread(incoming.type)
        if found.kind not in kinds:
            raise FileKindNotTaken(kind=found.kind, kinds=", ".join(kinds))
        await asyncio.to_thread(incoming.keep)
        await steps.reached("files.kept")
        return Stored(incoming.sha256, incoming.size, found)


async def _write(request: Request, incoming: Incoming, bytes_max: int) -> None:
    block = bytearray()
    async for chunk in _chunks(request):
        block += chunk
        if incoming.size + len(block) > bytes_max:
            raise _too_large(bytes_max)
        if len(block) >= BLOCK_BYTES:
            await asyncio.to_thread(incoming.write, bytes(block))
            block.clear()
    if block:
        await asyncio.to_thread(incoming.write, bytes(block))


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    stream = request.stream()
    while True:
        try:
            async with asyncio.timeout(STALL_S_MAX):
                chunk = await anext(stream, None)
        except TimeoutError:
            raise FileStalled(seconds=int(STALL_S_MAX)) from None
        except ClientDisconnect:
            raise FileCutOff from None
        if chunk is None:
            return
        yield chunk


def _too_large(bytes_max: int) -> FileTooLarge:
    return FileTooLarge(megabytes=bytes_max // MEGABYTE)


def _given_digest(request: Request) -> str | None:
    """The SHA-256 that the sender states, in hexadecimal; None without one."""
    header = request.headers.get(DIGEST)
    if header is None:
        return None
    found = re.search(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/=]{44}):", header)
    try:
        return base64.b64decode(found[1], validate=True).hex() if found else _bad_digest()
    except binascii.Error:
        return _bad_digest()


def _bad_digest() -> str:
    raise BadHeader(header="Content-Digest", shape="sha-256=:<base64>:")


class Download(Response):
    """A file of the store as an attachment. Its hash is computed before the first byte goes out, and again on the way.

    What was changed before is a problem document; what changes under the reader ends without its last block, so that
    the receiver sees a broken transfer, never a whole file.
    """

    def __init__(self, file: BinaryIO, sha256: str, found: FileType, name: str) -> None:
        self._file, self._sha256 = file, sha256
        self._size = file.seek(0, 2)
        super().__init__(
            headers={
                "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file_name(name, found), safe='')}",
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "default-src 'none'; sandbox",
                "Cache-Control": "private, no-store",
                "ETag": f'"{sha256}"',
            },
            media_type=found.media_type,
        )
        self.headers["content-length"] = str(self._size)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        with self._file:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            digest, sent = hashlib.sha256(), 0
            self._file.seek(0)
            while sent < self._size:
                block = await asyncio.to_thread(self._file.read, min(BLOCK_BYTES, self._size - sent))
                digest.update(block)
                sent += len(block)
                if not block or (sent == self._size and digest.hexdigest() != self._sha256):
                    _alarm("altered", self._sha256)
                    # Without the last block: the server closes the connection under an answer that is not whole.
                    return
                await send({"type": "http.response.body", "body": block, "more_body": sent < self._size})


async def download(store: FileStore, sha256: str, name: str) -> Download:
    """The answer that hands a file out.

    Raises:
        FileMissing, FileAltered: it is not what was kept; an alarm counts it.
        StoreUnavailable: it cannot be read.
    """
    file = await asyncio.to_thread(store.opened, sha256)
    if file is None:
        _alarm("missing", sha256)
        raise FileMissing
    try:
        if await asyncio.to_thread(hash_of, file) != sha256:
            _alarm("altered", sha256)
            raise FileAltered
        return Download(file, sha256, type_of(file), name)
    except BaseException:
        file.close()
        raise


def _alarm(fault: str, sha256: str) -> None:
    metrics.FILES_FAULTY.labels(fault).inc()
    LOG.error("files.faulty", fault=fault, sha256=sha256)


def file_name(name: str, found: FileType) -> str:
    """A name to show and to save under: no path, nothing that hides, and the ending that the content has."""
    plain = "".join(each for each in unicodedata.normalize("NFC", name) if unicodedata.category(each)[0] != "C")
    plain = re.sub(r'[\\/:*?"<>|]+', "-", plain).strip(" .")
    plain = plain.encode()[:NAME_LENGTH_MAX].decode(errors="ignore") or "minh-chung"
    endings = {found.extension, "jpeg" if found.extension == "jpg" else found.extension}
    return plain if plain.rpartition(".")[2].lower() in endings else f"{plain}.{found.extension}"
