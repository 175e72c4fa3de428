"""The store on a real file system: whole or not there, whatever happens; and nothing but what people hand in."""

from __future__ import annotations

import errno
import io
import os
import re
import stat
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from infra.runtime.errors import Problem
from infra.runtime.files import kinds
from infra.runtime.files.kinds import type_of
from infra.runtime.files.refusals import FileBomb, StoreFull, StoreUnavailable
from infra.runtime.files.store import BLOCK_BYTES, FileStore
from infra.runtime.files.transfer import download, file_name
from tests.runtime.files.made import BAD, GOOD, office, pdf


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    store = FileStore(tmp_path / "files")
    store.prepare()
    return store


def kept(store: FileStore, content: bytes) -> str:
    with store.receiving() as incoming:
        incoming.write(content)
        incoming.keep()
        return incoming.sha256


def incoming(store: FileStore) -> list[Path]:
    return list((store.root / "incoming").iterdir())


def test_a_file_stands_under_its_hash_once(store: FileStore) -> None:
    content = pdf("Báo cáo")
    name = sha256(content).hexdigest()
    assert {kept(store, content), kept(store, content)} == {name}
    assert [path.name for path in store.root.rglob("*") if path.is_file()] == [name]
    assert store.path(name).parent.relative_to(store.root) == Path("objects", name[:2], name[2:4])
    assert (store.size(name), store.holds(name)) == (len(content), True)
    assert [store.size("ab" * 32), store.holds("ab" * 32), store.opened("ab" * 32)] == [None, None, None]
    assert store.kept([name, "ab" * 32])[name].kind == "pdf"


def test_nothing_that_is_not_kept_is_left(store: FileStore) -> None:
    with store.receiving() as given_up:
        given_up.write(pdf())
        assert len(incoming(store)) == 1
    assert incoming(store) == []
    assert [path for path in store.root.rglob("*") if path.is_file()] == []


def test_a_start_sweeps_what_a_crash_left_and_nobody_elses_work(store: FileStore) -> None:
    """Taken out: the lock of whoever writes; then the sweep takes the other's file away, and to keep it fails."""
    (store.root / "incoming" / "dead.part").write_bytes(b"half a file")
    with store.receiving() as busy:
        busy.write(pdf())
        assert FileStore(store.root).prepare() == 1
        busy.keep()
    assert store.holds(busy.sha256)
    assert FileStore(store.root).prepare() == 0


def test_a_changed_byte_is_found_and_the_same_content_mends_it(store: FileStore) -> None:
    name = kept(store, pdf())
    store.path(name).write_bytes(pdf().replace(b"Mau", b"Mao"))
    assert store.holds(name) is False
    assert kept(store, pdf()) == name
    assert store.holds(name)


def test_what_is_no_hash_leads_nowhere(store: FileStore) -> None:
    for name in ("../../etc/passwd", "AB" * 32, "", "ab" * 31):
        with pytest.raises(ValueError, match="SHA-256"):
            store.path(name)


@pytest.mark.parametrize(
    ("number", "said"), [(errno.ENOSPC, StoreFull), (errno.EDQUOT, StoreFull), (errno.EIO, StoreUnavailable)]
)
@pytest.mark.parametrize("call", ["fsync", "mkdir", "replace"])
def test_a_disk_that_fails_at_any_step_leaves_nothing(
    store: FileStore, monkeypatch: pytest.MonkeyPatch, call: str, number: int, said: type[Problem]
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(*((os, "fsync") if call == "fsync" else (Path, call)), fails)
    with pytest.raises(said):
        kept(store, pdf())
    monkeypatch.undo()
    assert [path for path in store.root.rglob("*") if path.is_file()] == []
    assert store.holds(kept(store, pdf()))


def test_a_file_is_on_the_disk_before_it_has_its_name_and_the_name_after(
    store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut leaves no name without its content. Taken out: the flush of the file."""
    done: list[str] = []
    flush, rename = os.fsync, Path.replace
    monkeypatch.setattr(
        os, "fsync", lambda fd: (done.append("room" if stat.S_ISDIR(os.fstat(fd).st_mode) else "file"), flush(fd))
    )
    monkeypatch.setattr(Path, "replace", lambda path, to: (done.append("name"), rename(path, to)))
    kept(store, pdf())
    assert done == ["file", "room", "room", "name", "room"]


@pytest.mark.parametrize("extension", GOOD)
def test_what_is_taken_is_told_by_its_content(extension: str) -> None:
    assert type_of(io.BytesIO(GOOD[extension])).extension == extension


@pytest.mark.parametrize("code", BAD)
def test_what_is_not_taken_is_refused_whatever_it_is_called(code: str) -> None:
    """A program, a page, an archive, a macro document, a bomb: told by what is inside, in both languages."""
    for content in BAD[code]:
        with pytest.raises(Problem) as refused:
            type_of(io.BytesIO(content))
        document = refused.value.to_document()
        assert (document["code"], document["status"]) == (code, 415), content[:20]
        assert document["vi"] != document["en"]


@pytest.mark.parametrize(
    ("bound", "value", "content"),
    [
        ("UNPACKED_BYTES_MAX", 2**20, office(**{f"word/media/{n}": bytes(2**18) for n in range(5)})),
        ("PARTS_MAX", 50, office(**{f"word/media/{n}": b"" for n in range(50)})),
    ],
)
def test_a_document_that_unpacks_to_more_than_people_write_is_refused(
    monkeypatch: pytest.MonkeyPatch, bound: str, value: int, content: bytes
) -> None:
    assert type_of(io.BytesIO(content)).extension == "docx"
    monkeypatch.setattr(kinds, bound, value)
    with pytest.raises(FileBomb):
        type_of(io.BytesIO(content))


def test_a_name_is_cleaned_for_showing_and_ends_as_the_content_does() -> None:
    """Also what turns text around, and what a Windows machine would take for a program."""
    pdf_type, jpg = type_of(io.BytesIO(GOOD["pdf"])), type_of(io.BytesIO(GOOD["jpg"]))
    said = {
        "báo cáo.pdf": "báo cáo.pdf",
        "BAO-CAO.PDF": "BAO-CAO.PDF",
        "setup.exe": "setup.exe.pdf",
        "../../etc/passwd": "-..-etc-passwd.pdf",
        "thu\u202efdp.exe": "thufdp.exe.pdf",
        'a"b\r\nSet-Cookie: x.pdf': "a-bSet-Cookie- x.pdf",
        " . ": "minh-chung.pdf",
        "": "minh-chung.pdf",
    }
    assert {name: file_name(name, pdf_type) for name in said} == said
    assert file_name("anh.jpeg", jpg) == "anh.jpeg"
    assert re.fullmatch(r"ă{1,75}\.jpg", file_name("ă" * 255, jpg))


async def test_what_changes_while_it_is_handed_out_ends_without_its_last_block(store: FileStore) -> None:
    """The server closes the connection under an answer that is not whole. Taken out: the hash on the way."""
    content = pdf(size=3 * BLOCK_BYTES)
    name = kept(store, content)
    answer = await download(store, name, "bao-cao.pdf")
    store.path(name).write_bytes(content[:-1] + b"X")
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await answer({"type": "http"}, None, send)  # type: ignore[arg-type]
    [start, *blocks] = sent
    length = next(int(value) for header, value in start["headers"] if header == b"content-length")
    assert length == len(content)
    assert sum(len(block["body"]) for block in blocks) < length
    assert all(block["more_body"] for block in blocks)
