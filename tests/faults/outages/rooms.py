"""Small file systems that can be filled up, where the machine lets us mount them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from infra.local.processes import Account


@dataclass(frozen=True)
class Room:
    """A mounted file system of a fixed size."""

    path: Path

    def fill(self, *, leave_kib: int = 0) -> None:
        """Leave no more than so much room."""
        with (self.path / "filler").open("wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(65536))
            except OSError:
                pass  # full, which was wanted
        if leave_kib:
            os.truncate(self.path / "filler", max(0, (self.path / "filler").stat().st_size - leave_kib * 1024))

    def empty(self) -> None:
        (self.path / "filler").unlink()


@contextmanager
def room(path: Path, size_mib: int, owner: Account | None = None) -> Iterator[Room]:
    """Mount a file system of this size on a directory; skips the test, loudly, where that is not allowed."""
    path.mkdir(exist_ok=True)
    options = f"size={size_mib}m,mode=0700" + (f",uid={owner.uid},gid={owner.gid}" if owner else "")
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", path], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"NOT SHOWN HERE: a full disk needs the right to mount one: {done.stderr.strip()}")
    try:
        yield Room(path)
    finally:
        subprocess.run(["umount", "--lazy", path], check=True)
