"""The store: files under the SHA-256 of their content, `objects/ab/cd/<sha256>`.

A file on its way in has a temporary name in `incoming/`, locked by whoever writes it. It is flushed to the disk, then
renamed: under its hash it is whole or not there. What a killed process left is unlocked, and the next start sweeps it.
Nothing here is ever deleted: what an event cites, it cites for ever.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from infra.runtime.decisions import KeptFile
from infra.runtime.errors import Problem
from infra.runtime.files.kinds import FileType, type_of
from infra.runtime.files.refusals import StoreFull, StoreUnavailable

BLOCK_BYTES: Final = 256 * 1024
NO_ROOM: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
SHA256: Final = re.compile(r"[0-9a-f]{64}")
NAMES_TRIED_MAX: Final = 3
TYPES_KNOWN_MAX: Final = 10_000


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as it lies in the store."""

    sha256: str
    size: int
    type: FileType


class FileStore:
    """The files below one directory; several processes may use it at once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._objects = root / "objects"
        self._incoming = root / "incoming"
        self._types: dict[str, FileType] = {}

    def prepare(self) -> int:
        """Make the store's rooms, see that they can be written, and sweep what a crash left.

        Returns:
            How many temporary files were swept.

        Raises:
            OSError: the directory cannot be used.
        """
        for room in (self._objects, self._incoming):
            room.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(self._incoming, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self._incoming))
        return sum(_swept(path) for path in self._incoming.iterdir())

    @contextmanager
    def receiving(self) -> Iterator[Incoming]:
        """A file on its way in; gone with the block unless it was kept.

        Raises:
            StoreFull: there is no room for it.
            StoreUnavailable: the directory cannot be used.
        """
        with _told():
            incoming = Incoming(self._incoming, self.path)
        try:
            yield incoming
        finally:
            incoming.discard()

    def path(self, sha256: str) -> Path:
        """Where a file lies, or would."""
        if not SHA256.fullmatch(sha256):
            raise ValueError("no SHA-256")
        return self._objects / sha256[:2] / sha256[2:4] / sha256

    def size(self, sha256: str) -> int | None:
        """A file's size in bytes, None if it is not here.

        Raises:
            StoreUnavailable: the directory cannot be used.
        """
        with _told():
            try:
                return self.path(sha256).stat().st_size
            except FileNotFoundError:
                return None

    def opened(self, sha256: str) -> BinaryIO | None:
        """A file open for reading, None if it is not here.

        Raises:
            StoreUnavailable: it cannot be read.
        """
        with _told():
            try:
                return self.path(sha256).open("rb")
            except FileNotFoundError:
                return None

    def kept(self, cited: Iterable[str]) -> dict[str, KeptFile]:
        """What is here of the files that are cited; one that is no longer what it was taken for counts as not here.

        Raises:
            StoreUnavailable: the directory cannot be used.
        """
        found = {}
        for sha256 in sorted(set(cited)):
            if (size := self.size(sha256)) is not None and (type_ := self._type(sha256)) is not None:
                found[sha256] = KeptFile(size, type_.kind)
        return found

    def _type(self, sha256: str) -> FileType | None:
        """Looked at once: under one hash stands one content."""
        if sha256 not in self._types:
            file = self.opened(sha256)
            if file is None:
                return None
            with file:
                try:
                    found = type_of(file)
                except Problem:
                    return None
            if len(self._types) >= TYPES_KNOWN_MAX:
                self._types.clear()
            self._types[sha256] = found
        return self._types[sha256]

    def holds(self, sha256: str) -> bool | None:
        """Read a file whole: whether its bytes have their hash, None if it is not here."""
        file = self.opened(sha256)
        if file is None:
            return None
        with file:
            return hash_of(file) == sha256


def hash_of(file: BinaryIO) -> str:
    """The SHA-256 of a file from its beginning to its end."""
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(BLOCK_BYTES):
        digest.update(block)
    return digest.hexdigest()


class Incoming:
    """A file on its way in. Nobody can read it before `keep`."""

    def __init__(self, room: Path, place: Callable[[str], Path]) -> None:
        self._place = place
        self._digest = hashlib.sha256()
        self._path, self._file = _locked(room)
        self.size = 0

    def write(self, data: bytes) -> None:
        """Add to it.

        Raises:
            StoreFull, StoreUnavailable: it could not be written.
        """
        self._digest.update(data)
        self.size += len(data)
        with _told():
            self._file.write(data)

    @property
    def sha256(self) -> str:
        """The hash of what came so far."""
        return self._digest.hexdigest()

    def type(self) -> FileType:
        """What it is, by its content.

        Raises:
            Problem: nothing that is taken.
        """
        with _told():
            return type_of(self._file)

    def keep(self) -> None:
        """Let it be whole and safe on the disk, then stand under its hash, in place of the same bytes if they are there.

        Raises:
            StoreFull, StoreUnavailable: it could not be kept.
        """
        place = self._place(self.sha256)
        with _told():
            self._file.flush()
            os.fsync(self._file.fileno())
            for room in (place.parent.parent, place.parent):
                if not room.exists():
                    room.mkdir(mode=0o700, exist_ok=True)
                    _sync(room.parent)
            self._path.replace(place)
            _sync(place.parent)
        self._file.close()

    def discard(self) -> None:
        """Leave nothing of it; after `keep` there is nothing to leave."""
        if not self._file.closed:
            self._path.unlink(missing_ok=True)
            with suppress(OSError):
                # What is still in the buffer may have no room; it is not wanted any more.
                self._file.close()


def _locked(room: Path) -> tuple[Path, BinaryIO]:
    for _ in range(NAMES_TRIED_MAX):
        path = room / f"{uuid.uuid4().hex}.part"
        file = open(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")  # noqa: SIM115, PTH123
        fcntl.flock(file, fcntl.LOCK_EX)
        if os.fstat(file.fileno()).st_nlink:
            return path, file
        # A start that swept between the two took it for a dead one's.
        file.close()
    raise OSError(errno.EAGAIN, "incoming files are swept away", str(room))


def _swept(path: Path) -> bool:
    """Remove what nobody writes any more; whether it was so."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink(missing_ok=True)
    except (BlockingIOError, FileNotFoundError):
        return False
    return True


def _sync(directory: Path) -> None:
    number = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def _told() -> Iterator[None]:
    """Tell a fault of the disk as what a person can do about it."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise StoreFull from error
        raise StoreUnavailable(reason=os.strerror(error.errno or errno.EIO)) from error
