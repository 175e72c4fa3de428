"""Kiểm tra sổ sự kiện đã xuất, hoặc chứng minh của một danh hiệu · Check an exported event log, or the proof of an award:

    python verify.py FOLDER [--head kept.json] [--keys keys.json]
    python verify.py proof PROOF --keys keys.json [--number NUMBER] [--head kept.json]
    python verify.py consistency OLD_HEAD NEW_HEAD EVENTS --keys keys.json

One file for auditors: Python 3.11 and the package `cryptography`, nothing else. It believes nothing that it is given
but what it can compute: the chain SHA-256(chain before ‖ the event's bytes), which begins at SHA-256(source), and the
Ed25519 signatures over the chain. Exit code 0: it holds, 1: it does not, 2: wrong usage.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError as error:
    sys.stderr.write(f"Cần gói cryptography ({error}): pip install cryptography\n")
    sys.stderr.write(f"The package cryptography is needed ({error}): pip install cryptography\n")
    sys.exit(2)

HEAD_SIGNED: Final = "vn.thidua.log.head-signed.v1"
HEAD_REPEATED: Final = "vn.thidua.public.head-repeated.v1"
AWARD_GRANTED: Final = "vn.thidua.public.award-granted.v1"
AWARD_CORRECTED: Final = "vn.thidua.public.award-corrected.v1"
AWARD_REVOKED: Final = "vn.thidua.public.award-revoked.v1"
PROOF: Final = "thidua-award-proof-v1"
SELF_SCORING_OPENED: Final = "vn.thidua.scoring.self-scoring-opened.v1"
BLOCK: Final = 1 << 20
HEAD_FIELDS: Final = {"source", "position", "chain", "exported_at"}
FINDINGS_SHOWN_MAX: Final = 10

HEAD_HELP: Final = "đầu sổ đã giữ từ trước · a head kept from before (JSON)"
KEYS_HELP: Final = "khoá công khai đã công bố · the published public keys (JWK set)"

Keys = Mapping[str, Ed25519PublicKey]


class Unusable(Exception):
    """What the caller gave cannot be used: nothing was checked."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(f"{vi} · {en}")


@dataclass(slots=True)
class Report:
    """What was checked in one log and what failed, in Vietnamese and English."""

    checked: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def did(self, vi: str, en: str) -> None:
        self.checked.append(f"{vi} · {en}")

    def fail(self, vi: str, en: str) -> None:
        self.failed.append(f"{vi} · {en}")


@dataclass(slots=True)
class Walk:
    """The state of a walk along one log: where it stands, and what it has met."""

    source: str
    chain: bytes
    position: int = 0
    time: datetime | None = None
    ids: set[int] = field(default_factory=set)
    versions: dict[str, int] = field(default_factory=dict)
    heads: list[bytes] = field(default_factory=list)
    signed_position: int = 0
    repeated: int = 0
    repeated_unknown: int = 0
    chain_at_kept: bytes | None = None
    keeping: set[str] = field(default_factory=set)
    cited: dict[str, int] = field(default_factory=dict)


def signed_bytes(source: str, position: int, chain: str) -> bytes:
    """The bytes under a head's signature."""
    return f"thidua-head-v1\n{source}\n{position}\n{chain}\n".encode()


def key_id_of(raw: bytes) -> str:
    """A key's id: the first 16 bytes of the SHA-256 of its 32 raw bytes, in URL-safe base64 without padding."""
    return encode(hashlib.sha256(raw).digest()[:16])


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Decode unpadded URL-safe base64; of the spellings that mean the same bytes only the one is taken."""
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if encode(raw) != text:
        raise ValueError("not canonical base64url")
    return raw


def compact(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def keys_in(text: bytes) -> dict[str, Ed25519PublicKey]:
    """The keys of a JWK set by their ids.

    Raises:
        ValueError: it is no set of Ed25519 keys, or a key's id is not the digest of the key.
    """
    given = json.loads(text)
    if not isinstance(given, dict) or not isinstance(given.get("keys"), list):
        raise ValueError("not a JWK set")
    keys = {}
    for jwk in given["keys"]:
        if not isinstance(jwk, dict) or (jwk.get("kty"), jwk.get("crv")) != ("OKP", "Ed25519"):
            raise ValueError("not an Ed25519 key")
        raw = decode(str(jwk.get("x")))
        if jwk.get("kid") != key_id_of(raw):
            raise ValueError("a key's id is not the digest of the key")
        keys[key_id_of(raw)] = Ed25519PublicKey.from_public_bytes(raw)
    return keys


def kept_head(text: bytes) -> dict[str, Any]:
    """A head that somebody kept: a line of `heads.jsonl`, a whole HeadSigned event, or the `head.json` of an export.

    Raises:
        ValueError: it names no source, position and chain.
    """
    try:
        head = json.loads(text)
    except ValueError as error:
        raise ValueError(f"one head is wanted: a head.json, or one line of heads.jsonl ({error})") from error
    if isinstance(head, dict) and isinstance(head.get("data"), dict):
        head = head["data"]
    if not isinstance(head, dict) or not is_head(head):
        raise ValueError("no head with source, position and chain")
    return head


def is_head(head: Mapping[str, Any]) -> bool:
    source, position, chain = (head.get(name) for name in ("source", "position", "chain"))
    return (
        isinstance(source, str)
        and type(position) is int
        and position >= 0
        and isinstance(chain, str)
        and re.fullmatch("[0-9a-f]{64}", chain) is not None
    )


def signature_fault(head: Mapping[str, Any], keys: Keys) -> tuple[str, str] | None:
    """Why a head's signature does not hold, or None."""
    key = keys.get(str(head.get("key_id")))
    if key is None:
        return f"ký bằng khoá lạ {head.get('key_id')!r}", f"signed by an unknown key {head.get('key_id')!r}"
    try:
        key.verify(decode(str(head.get("signature"))), signed_bytes(head["source"], head["position"], head["chain"]))
    except (InvalidSignature, ValueError):
        return "chữ ký sai", "the signature is wrong"
    return None


def check(folder: Path, keys: Keys, kept: Mapping[str, Any] | None) -> Report:
    """Check the folder of one log; `kept` is a head of this log that somebody kept, if there is one."""
    report = Report()
    try:
        text = (folder / "head.json").read_bytes()
        head = json.loads(text)
        if not isinstance(head, dict) or set(head) != HEAD_FIELDS or not is_head(head):
            raise ValueError("no head")
        datetime.fromisoformat(str(head["exported_at"]))
        if text != json.dumps(head, ensure_ascii=False, indent=2).encode() + b"\n":
            raise ValueError("not written by the export")
    except (OSError, ValueError, RecursionError) as error:
        report.fail(
            f"head.json thiếu hoặc hỏng ({error}): bản xuất chưa xong hoặc đã bị sửa",
            f"head.json is missing or broken ({error}): the export was not finished, or was changed",
        )
        return report
    walk = Walk(head["source"], hashlib.sha256(head["source"].encode()).digest())
    if kept is not None and kept["position"] == 0:
        walk.chain_at_kept = walk.chain
    try:
        with (folder / "events.jsonl").open("rb") as lines:
            for line in lines:
                step(walk, line, keys, report)
                if kept is not None and kept["position"] == walk.position:
                    walk.chain_at_kept = walk.chain
    except OSError as error:
        report.fail(f"Không đọc được events.jsonl: {error}", f"events.jsonl cannot be read: {error}")
        return report
    report.did(
        f"{walk.position} sự kiện của {len(walk.versions)} dòng: vị trí, phiên bản, mã và thời gian",
        f"{walk.position} events of {len(walk.versions)} streams: positions, versions, ids and times",
    )
    check_head(walk, head, report)
    check_signed_heads(walk, folder, report)
    check_repeated_heads(walk, report)
    check_files(walk, folder, report)
    if kept is not None:
        check_kept(walk, kept, keys, report)
    return report


def step(walk: Walk, line: bytes, keys: Keys, report: Report) -> None:
    """Go one event further."""
    walk.position += 1
    here = walk.position
    body = line.removesuffix(b"\n")
    if body == line:
        report.fail(f"Vị trí {here}: dòng bị cắt", f"Position {here}: the line is cut off")
    before, walk.chain = walk.chain, hashlib.sha256(walk.chain + body).digest()
    try:
        event = json.loads(body)
        source, sequence, stream, version = (event[name] for name in ("source", "sequence", "subject", "streamversion"))
        id_, time, type_ = UUID(event["id"]).int, datetime.fromisoformat(event["time"]), event["type"]
        if not isinstance(stream, str) or type(version) is not int or time.tzinfo is None:
            raise TypeError("subject, streamversion or time")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        report.fail(f"Vị trí {here}: không phải sự kiện ({error!r})", f"Position {here}: not an event ({error!r})")
        return
    if source != walk.source:
        report.fail(f"Vị trí {here}: thuộc sổ khác {source!r}", f"Position {here}: of another log {source!r}")
    if sequence != f"{here:020d}":
        report.fail(f"Vị trí {here}: sự kiện mang số {sequence!r}", f"Position {here}: the event says {sequence!r}")
    if version != (expected := walk.versions.get(stream, 0) + 1):
        report.fail(
            f"Vị trí {here}: {stream} có phiên bản {version}, phải là {expected}",
            f"Position {here}: {stream} has version {version}, not {expected}",
        )
    walk.versions[stream] = version
    if id_ in walk.ids:
        report.fail(f"Vị trí {here}: mã {event['id']} bị lặp", f"Position {here}: the id {event['id']} is there twice")
    walk.ids.add(id_)
    if walk.time is not None and time < walk.time:
        report.fail(f"Vị trí {here}: thời gian chạy lùi", f"Position {here}: time runs backwards")
    walk.time = time
    meet_files(walk, type_, stream, event.get("data"))
    if type_ in (HEAD_SIGNED, HEAD_REPEATED):
        data = event.get("data")
        own = type_ == HEAD_SIGNED
        meet_head(walk, data, before, keys, report) if own else meet_repeated_head(walk, data, keys, report)


def meet_head(walk: Walk, head: Any, before: bytes, keys: Keys, report: Report) -> None:
    """A signed head speaks of the position right before it."""
    here = walk.position
    walk.heads.append(compact(head))
    if not isinstance(head, dict) or not is_head(head):
        report.fail(f"Vị trí {here}: đầu sổ đã ký bị hỏng", f"Position {here}: a broken signed head")
    elif (head["source"], head["position"], head["chain"]) != (walk.source, here - 1, before.hex()):
        report.fail(
            f"Vị trí {here}: đầu sổ đã ký không khớp với các sự kiện trước nó",
            f"Position {here}: the signed head does not fit the events before it",
        )
    elif fault := signature_fault(head, keys):
        report.fail(f"Vị trí {here}: {fault[0]}", f"Position {here}: {fault[1]}")
    else:
        walk.signed_position = here - 1


def meet_repeated_head(walk: Walk, head: Any, keys: Keys, report: Report) -> None:
    """Another log's signed head, repeated here: its own signature, by its own service's key, has to hold."""
    here = walk.position
    if not isinstance(head, dict) or not is_head(head):
        report.fail(f"Vị trí {here}: đầu sổ được nhắc lại bị hỏng", f"Position {here}: a broken repeated head")
    elif str(head.get("key_id")) not in keys:
        walk.repeated_unknown += 1
    elif fault := signature_fault(head, keys):
        report.fail(
            f"Vị trí {here}: đầu sổ {head['source']} được nhắc lại, {fault[0]}",
            f"Position {here}: the repeated head of {head['source']}, {fault[1]}",
        )
    else:
        walk.repeated += 1


def meet_files(walk: Walk, type_: Any, stream: str, data: Any) -> None:
    """Files are cited by the events of a stream whose opening says what evidence has to be; before, they were declared alone."""
    if type_ == SELF_SCORING_OPENED:
        if isinstance(data, dict) and data.get("evidence"):
            walk.keeping.add(stream)
    elif stream in walk.keeping:
        for sha256 in evidence_in(data):
            walk.cited.setdefault(sha256, walk.position)


def evidence_in(data: Any) -> list[str]:
    """The hashes in every list called `evidence`, however deep."""
    found, waiting = [], [data]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting += each
        elif isinstance(each, dict):
            waiting += each.values()
            pieces = each.get("evidence")
            for piece in pieces if isinstance(pieces, list) else ():
                if isinstance(piece, dict) and re.fullmatch("[0-9a-f]{64}", str(piece.get("sha256"))):
                    found.append(str(piece["sha256"]))
    return found


def check_files(walk: Walk, folder: Path, report: Report) -> None:
    """Files that the events cite: where they were carried along, each has to be there, with the bytes of its hash."""
    files, count = folder / "files", len(walk.cited)
    if not files.is_dir():
        if count:
            report.did(
                f"{count} tệp được dẫn không đi cùng, chưa kiểm tra", f"{count} cited files were not taken along: not checked"
            )
        return
    for sha256, position in walk.cited.items():
        try:
            sound = hash_of(files / sha256[:2] / sha256[2:4] / sha256) == sha256
        except OSError:
            report.fail(f"Vị trí {position}: thiếu tệp {sha256}", f"Position {position}: the file {sha256} is missing")
            continue
        if not sound:
            report.fail(f"Vị trí {position}: tệp {sha256} đã bị sửa", f"Position {position}: the file {sha256} was altered")
    report.did(f"{count} tệp được dẫn, từng byte", f"{count} cited files, byte by byte")


def hash_of(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while block := content.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def check_head(walk: Walk, head: Mapping[str, Any], report: Report) -> None:
    if walk.position != head["position"]:
        report.fail(
            f"Sổ có {walk.position} sự kiện, head.json nói {head['position']}",
            f"The log has {walk.position} events, head.json says {head['position']}",
        )
    elif walk.chain.hex() != head["chain"]:
        report.fail(
            "Chuỗi băm không dẫn đến head.json: có sự kiện đã bị sửa",
            "The chain does not lead to head.json: an event was changed",
        )
    else:
        report.did(
            f"chuỗi băm từ đầu đến vị trí {walk.position}: {head['chain']}",
            f"the chain from the beginning to position {walk.position}",
        )


def check_signed_heads(walk: Walk, folder: Path, report: Report) -> None:
    try:
        listed = (folder / "heads.jsonl").read_bytes()
    except OSError as error:
        report.fail(f"Không đọc được heads.jsonl: {error}", f"heads.jsonl cannot be read: {error}")
        return
    if listed != b"".join(head + b"\n" for head in walk.heads):
        report.fail("heads.jsonl không đúng như trong sổ", "heads.jsonl is not what stands in the log")
    behind = walk.position - walk.signed_position
    report.did(
        f"{len(walk.heads)} đầu sổ đã ký; chữ ký chứng nhận đến vị trí {walk.signed_position}, "
        f"{behind} sự kiện sau đó chưa có chữ ký nào",
        f"{len(walk.heads)} signed heads; signatures vouch up to position {walk.signed_position}, "
        f"none yet for the {behind} events behind it",
    )


def check_repeated_heads(walk: Walk, report: Report) -> None:
    if walk.repeated or walk.repeated_unknown:
        report.did(
            f"{walk.repeated} đầu sổ của sổ khác được nhắc lại, chữ ký đúng; {walk.repeated_unknown} không kiểm tra được vì "
            "không có khoá",
            f"{walk.repeated} repeated heads of other logs, their signatures hold; {walk.repeated_unknown} could not be checked "
            "for want of a key",
        )


def check_kept(walk: Walk, kept: Mapping[str, Any], keys: Keys, report: Report) -> None:
    """The head that somebody kept: nothing up to it was changed, and the log still reaches it."""
    position = kept["position"]
    if kept["source"] != walk.source:
        report.fail(f"Đầu sổ đã giữ thuộc sổ {kept['source']}", f"The kept head is of the log {kept['source']}")
    elif "signature" in kept and (fault := signature_fault(kept, keys)):
        report.fail(f"Đầu sổ đã giữ: {fault[0]}", f"The kept head: {fault[1]}")
    elif walk.chain_at_kept is None:
        report.fail(
            f"Sổ chỉ đến vị trí {walk.position}, chưa tới đầu sổ đã giữ ở {position}: các sự kiện cuối đã bị cắt",
            f"The log ends at position {walk.position}, before the kept head at {position}: its last events were cut off",
        )
    elif walk.chain_at_kept.hex() != kept["chain"]:
        report.fail(
            f"Lịch sử đến vị trí {position} không còn như khi giữ đầu sổ",
            f"The history up to position {position} is not what it was when the head was kept",
        )
    else:
        signed_vi, signed_en = ("có chữ ký", "signed") if "signature" in kept else ("không chữ ký", "unsigned")
        report.did(
            f"đầu sổ đã giữ ({signed_vi}): không gì bị sửa đến vị trí {position}",
            f"the kept head ({signed_en}): nothing was changed up to position {position}",
        )


def logs_in(folder: Path) -> list[Path]:
    """The folder itself if it holds a log, else the folders of logs in it."""

    def holds_log(at: Path) -> bool:
        return (at / "events.jsonl").is_file() or (at / "head.json").is_file()

    if not folder.is_dir():
        raise Unusable(f"{folder} không phải thư mục", f"{folder} is no folder")
    found = [folder] if holds_log(folder) else sorted(at for at in folder.iterdir() if holds_log(at))
    if not found:
        raise Unusable(f"Không có sổ sự kiện nào trong {folder}", f"There is no event log in {folder}")
    return found


def source_of(folder: Path) -> str | None:
    try:
        head = json.loads((folder / "head.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return str(head.get("source")) if isinstance(head, dict) else None


def verify(folder: Path, head_file: Path | None, keys_file: Path | None) -> bool:
    """Check every log of a folder, and say so; whether all holds."""
    folders = logs_in(folder)
    kept = given(head_file, kept_head) if head_file else None
    keys = given(keys_file, keys_in) if keys_file else None
    # With several logs in the folder the kept head is about one of them; if about none, each of them fails.
    about = [at for at in folders if kept is not None and source_of(at) == kept["source"]] or folders
    sound = True
    for at in folders:
        say(f"{at}  {source_of(at) or '?'}")
        report, own = Report(), keys
        if own is None:
            try:
                own = keys_in((at / "keys.json").read_bytes())
            except (OSError, ValueError, RecursionError) as error:
                own = {}
                report.fail(f"keys.json thiếu hoặc hỏng: {error}", f"keys.json is missing or broken: {error}")
        found = check(at, own, kept if at in about else None)
        found.failed[:0] = report.failed
        if keys is None:
            say("  ! khoá lấy từ chính thư mục này, hãy so với khoá đã công bố · compare the folder's own keys with published")
        tell(found)
        sound = sound and not found.failed
    if kept is None:
        say("! không có --head: nếu các sự kiện cuối bị cắt thì không thấy được · without --head a cut-off end is not seen")
    say("ĐÚNG · it holds" if sound else "SAI · it does not hold")
    return sound


def given(file: Path, read: Any) -> Any:
    try:
        return read(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise Unusable(f"Không dùng được {file}: {error}", f"{file} cannot be used: {error}") from error


def proof_in(text: bytes) -> dict[str, Any]:
    """The proof of one award, as the service or `thidua proof` wrote it.

    Raises:
        ValueError: it is no such document.
    """
    proof = json.loads(text)
    if not isinstance(proof, dict) or proof.get("proof") != PROOF or not isinstance(proof.get("source"), str):
        raise ValueError(f"not a {PROOF}")
    steps = proof.get("steps")
    if not isinstance(steps, list) or not steps or not all(map(is_step, steps)):
        raise ValueError("no steps, each with position, before, events and head")
    return proof


def is_step(step: Any) -> bool:
    """Some events of the log in a row, the chain before them, and the signed head that they lead to."""
    return (
        isinstance(step, dict)
        and is_head({"source": "", "position": step.get("position"), "chain": step.get("before")})
        and step["position"] > 0
        and isinstance(step.get("events"), list)
        and all(isinstance(event, str) for event in step["events"])
        and isinstance(step.get("head"), dict)
        and is_head(step["head"])
    )


def verify_proof(proof_file: Path, keys_file: Path, head_file: Path | None, number: str | None) -> bool:
    """Check the proof of one award, and say what it proves; whether it holds."""
    proof, keys = given(proof_file, proof_in), given(keys_file, keys_in)
    kept = given(head_file, kept_head) if head_file else None
    report = Report()
    history = [event for step in proof["steps"] for event in walk_step(step, proof["source"], keys, kept, report)]
    check_award(history, proof.get("register_number"), number, report)
    if kept is not None:
        check_kept_beside(kept, proof, keys, report)
    return conclude(report)


def walk_step(
    step: Mapping[str, Any], source: str, keys: Keys, kept: Mapping[str, Any] | None, report: Report
) -> list[dict[str, Any]]:
    """Go from the chain before the first event to the signed head; the events on the way."""
    position, chain, head = step["position"] - 1, bytes.fromhex(step["before"]), step["head"]
    if position == 0 and chain != hashlib.sha256(source.encode()).digest():
        report.fail("Chuỗi không bắt đầu ở đầu sổ", "The chain does not begin where the log does")
    events = []
    contradict(position, chain, source, kept, report)
    for text in step["events"]:
        position += 1
        body = text.encode("utf-8", "surrogatepass")
        chain = hashlib.sha256(chain + body).digest()
        contradict(position, chain, source, kept, report)
        try:
            event = json.loads(body)
            if (event["source"], event["sequence"]) != (source, f"{position:020d}"):
                report.fail(
                    f"Vị trí {position}: sự kiện của sổ khác hoặc vị trí khác",
                    f"Position {position}: an event of another log or another position",
                )
            events.append(event)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            report.fail(f"Vị trí {position}: không phải sự kiện ({error!r})", f"Position {position}: no event ({error!r})")
    if (head["source"], head["position"], head["chain"]) != (source, position, chain.hex()):
        report.fail(
            f"Đường dẫn không tới đầu sổ đã ký ở vị trí {head['position']}: bị cắt hoặc bị sửa",
            f"The path does not lead to the signed head at position {head['position']}: it was cut or changed",
        )
    elif fault := signature_fault(head, keys):
        report.fail(f"Đầu sổ ở vị trí {position}: {fault[0]}", f"The head at position {position}: {fault[1]}")
    else:
        report.did(
            f"{len(events)} sự kiện dẫn tới đầu sổ ở vị trí {position}, khoá {head['key_id']} ký",
            f"{len(events)} events lead to the head at position {position}, signed with the key {head['key_id']}",
        )
    return events


def contradict(position: int, chain: bytes, source: str, kept: Mapping[str, Any] | None, report: Report) -> None:
    if kept is None or (kept["source"], kept["position"]) != (source, position):
        return
    if kept["chain"] != chain.hex():
        report.fail(
            f"Đầu sổ đã giữ ở vị trí {position} nói khác: lịch sử đã bị viết lại",
            f"The kept head at position {position} says otherwise: history was rewritten",
        )
    else:
        report.did(f"khớp với đầu sổ đã giữ ở vị trí {position}", f"it agrees with the kept head at position {position}")


def check_award(history: Sequence[Any], claimed: Any, wanted: str | None, report: Report) -> None:
    """The award's own events among those of the path: granted first, then whatever changed it, with none left out."""
    number = wanted or claimed
    if wanted is not None and claimed != wanted:
        report.fail(f"Đây là chứng minh của số {claimed!r}, không phải {wanted}", f"This proves {claimed!r}, not {wanted}")
    granted = [event for event in history if event.get("type") == AWARD_GRANTED and told(event, "register_number") == number]
    if len(granted) != 1:
        report.fail(f"Không có việc tặng số {number} trong đường dẫn", f"The award {number} is not granted on this path")
        return
    own = [event for event in history if event.get("subject") == granted[0].get("subject")]
    if [event.get("streamversion") for event in own] != list(range(1, len(own) + 1)):
        report.fail(
            "Thiếu sự kiện của danh hiệu này giữa các sự kiện được đưa ra",
            "An event of this award is missing between those that are shown",
        )
    for event in own:
        report.did(*award_sentence(event))
    report.did(
        "chứng minh không nói gì về sau các vị trí trên: tra số vào sổ để biết hiện còn hiệu lực không",
        "the proof says nothing of what came behind these positions: look the number up to know whether it is in force now",
    )


def told(event: Mapping[str, Any], name: str) -> Any:
    data = event.get("data")
    return data.get(name) if isinstance(data, dict) else None


def award_sentence(event: Mapping[str, Any]) -> tuple[str, str]:
    at, type_ = str(event["sequence"]).lstrip("0"), event.get("type")
    number, decision = told(event, "register_number"), told(event, "decision_number")
    if type_ == AWARD_GRANTED:
        name, day, award, issuer = (told(event, what) for what in ("unit_name", "granted_on", "award", "issuer"))
        vi = f"{issuer} tặng {award} cho {name} ngày {day}, quyết định {decision}, số vào sổ {number}"
        en = f"{issuer} granted {award} to {name} on {day}, decision {decision}, number {number}"
    elif type_ == AWARD_CORRECTED:
        day = told(event, "corrected_on")
        vi, en = f"đính chính ngày {day}, quyết định {decision}", f"corrected on {day}, decision {decision}"
    elif type_ == AWARD_REVOKED:
        day = told(event, "revoked_on")
        vi, en = f"THU HỒI ngày {day}, quyết định {decision}", f"REVOKED on {day}, decision {decision}"
    else:
        vi = en = str(type_)
    return f"vị trí {at}: {vi}", f"position {at}: {en}"


def check_kept_beside(kept: Mapping[str, Any], proof: Mapping[str, Any], keys: Keys, report: Report) -> None:
    """A kept head that the path does not pass contradicts nothing and proves nothing: say so, and what would."""
    if kept["source"] != proof["source"]:
        report.fail(f"Đầu sổ đã giữ thuộc sổ {kept['source']}", f"The kept head is of the log {kept['source']}")
        return
    if "signature" in kept and (fault := signature_fault(kept, keys)):
        report.fail(f"Đầu sổ đã giữ: {fault[0]}", f"The kept head: {fault[1]}")
    passed = any(step["position"] - 1 <= kept["position"] < step["position"] + len(step["events"]) for step in proof["steps"])
    if not passed:
        report.did(
            f"đầu sổ đã giữ ở vị trí {kept['position']} nằm ngoài đường dẫn, KHÔNG so sánh được: dùng lệnh consistency",
            f"the kept head at position {kept['position']} lies off the path and was NOT compared: use `consistency`",
        )


def verify_consistency(old_file: Path, new_file: Path, events: Path, keys_file: Path) -> bool:
    """Check that the newer of two signed heads goes on from the older one, over the events between them."""
    old, new, keys = given(old_file, kept_head), given(new_file, kept_head), given(keys_file, keys_in)
    report = Report()
    for head, vi, en in ((old, "cũ", "older"), (new, "mới", "newer")):
        if fault := signature_fault(head, keys):
            report.fail(f"Đầu sổ {vi}: {fault[0]}", f"The {en} head: {fault[1]}")
    if old["source"] != new["source"]:
        report.fail("Hai đầu sổ thuộc hai sổ khác nhau", "The two heads are of two logs")
    elif old["position"] > new["position"]:
        raise Unusable("Hãy đưa đầu sổ cũ trước, mới sau", "Name the older head first, then the newer one")
    else:
        walk_between(old, new, events / "events.jsonl" if events.is_dir() else events, report)
    return conclude(report)


def walk_between(old: Mapping[str, Any], new: Mapping[str, Any], events: Path, report: Report) -> None:
    """Follow the chain from one head to the other; lines outside of them are passed over."""
    position, chain = old["position"], bytes.fromhex(old["chain"])
    try:
        with events.open("rb") as lines:
            for line in lines:
                body = line.removesuffix(b"\n")
                if position == new["position"] or sequence_of(body) <= position:
                    continue
                position += 1
                if sequence_of(body) != position or body == line:
                    report.fail(
                        f"Vị trí {position}: thiếu, không phải sự kiện hoặc bị cắt",
                        f"Position {position}: missing, no event, or cut",
                    )
                    return
                chain = hashlib.sha256(chain + body).digest()
    except OSError as error:
        raise Unusable(f"Không đọc được {events}: {error}", f"{events} cannot be read: {error}") from error
    if position != new["position"]:
        report.fail(
            f"Các sự kiện chỉ tới vị trí {position}, chưa tới {new['position']}",
            f"The events reach position {position}, not {new['position']}",
        )
    elif chain.hex() != new["chain"]:
        report.fail(
            f"Lịch sử giữa vị trí {old['position']} và {position} không dẫn từ đầu sổ này tới đầu sổ kia",
            f"The history between positions {old['position']} and {position} does not lead from one head to the other",
        )
    else:
        report.did(
            f"{position - old['position']} sự kiện nối hai đầu sổ: không gì trước vị trí {position} bị viết lại",
            f"{position - old['position']} events join the two heads: nothing before position {position} was rewritten",
        )


def sequence_of(body: bytes) -> int:
    """An event's position; one past all others for what is no event, so that it is met and not passed over."""
    try:
        return int(json.loads(body)["sequence"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return sys.maxsize


def conclude(report: Report) -> bool:
    tell(report)
    say("SAI · it does not hold" if report.failed else "ĐÚNG · it holds")
    return not report.failed


def tell(report: Report) -> None:
    for sentence in report.checked:
        say(f"  đã kiểm tra · checked: {sentence}")
    for sentence in report.failed[:FINDINGS_SHOWN_MAX]:
        say(f"  LỖI · FAILED: {sentence}")
    if (more := len(report.failed) - FINDINGS_SHOWN_MAX) > 0:
        say(f"  … và {more} lỗi nữa · and {more} more")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def ask_folder(arguments: Sequence[str]) -> bool:
    parser = argparse.ArgumentParser(
        description="Kiểm tra sổ sự kiện đã xuất · Check an exported event log.",
        epilog="verify.py proof --help, verify.py consistency --help",
    )
    parser.add_argument("folder", type=Path, help="thư mục đã xuất · the exported folder")
    parser.add_argument("--head", type=Path, help=HEAD_HELP)
    parser.add_argument("--keys", type=Path, help=KEYS_HELP)
    options = parser.parse_args(arguments)
    return verify(options.folder, options.head, options.keys)


def ask_proof(arguments: Sequence[str]) -> bool:
    parser = argparse.ArgumentParser(
        prog="verify.py proof", description="Kiểm tra chứng minh của một danh hiệu · Check the proof of one award."
    )
    parser.add_argument("proof", type=Path, help="tệp chứng minh · the proof (JSON)")
    parser.add_argument("--keys", type=Path, required=True, help=KEYS_HELP)
    parser.add_argument("--number", help="số vào sổ phải là · the register number that it has to prove")
    parser.add_argument("--head", type=Path, help=HEAD_HELP)
    options = parser.parse_args(arguments[1:])
    return verify_proof(options.proof, options.keys, options.head, options.number)


def ask_consistency(arguments: Sequence[str]) -> bool:
    parser = argparse.ArgumentParser(
        prog="verify.py consistency",
        description="Kiểm tra đầu sổ mới nối tiếp đầu sổ cũ · Check that a newer head goes on from an older one.",
    )
    parser.add_argument("old", type=Path, help="đầu sổ cũ · the older signed head (JSON)")
    parser.add_argument("new", type=Path, help="đầu sổ mới · the newer signed head (JSON)")
    parser.add_argument("events", type=Path, help="sự kiện giữa hai đầu sổ, mỗi dòng một · the events between, one a line")
    parser.add_argument("--keys", type=Path, required=True, help=KEYS_HELP)
    options = parser.parse_args(arguments[1:])
    return verify_consistency(options.old, options.new, options.events, options.keys)


def main(arguments: Sequence[str] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")  # whatever the auditor's terminal was set to
    words = list(sys.argv[1:] if arguments is None else arguments)
    ask = {"proof": ask_proof, "consistency": ask_consistency}.get(words[0] if words else "", ask_folder)
    try:
        holds = ask(words)
        sys.stdout.flush()  # here, where it is known what to do if nobody reads
        return 0 if holds else 1
    except Unusable as reason:
        sys.stderr.write(f"{reason}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("Đã dừng, chưa kiểm tra xong · stopped, not all was checked\n")
        return 130
    except BrokenPipeError:
        # Nobody reads on, so nobody has heard whether it holds.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        sys.stderr.write(f"Không đọc được · cannot be read: {error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
