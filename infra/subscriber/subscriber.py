"""Follow the public feed of awards and believe nothing that cannot be computed. A sample to run, or to copy from.

    python -m infra.subscriber.subscriber feed.db --keys keys.json --stream https://awards.example.gov.vn --token token.txt
    python -m infra.subscriber.subscriber feed.db --keys keys.json --pages https://awards.example.gov.vn --token token.txt --once
    python -m infra.subscriber.subscriber feed.db --keys keys.json --kafka kafka.example.gov.vn:9093 --account agency.json

It keeps what it took in one SQLite file: every event, every signed head, and how far it has come. What comes again is
dropped; a hole, another history, another log, a broken chain and a signature of any key but the pinned ones stop it.
Needs Python 3.11, `cryptography`, `httpx`, `stamina`, and `aiokafka` for Kafka; nothing else of this project.
Exit code 0: stopped, or caught up; 1: what came cannot be believed, tell the owner of the feed; 2: wrong usage.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import hashlib
import json
import signal
import sqlite3
import ssl
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import stamina
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HEAD_SIGNED: Final = "vn.thidua.log.head-signed.v1"
HEAD_REPEATED: Final = "vn.thidua.public.head-repeated.v1"
PAGE: Final = 500
SILENCE_S_MAX: Final = 45.0
"""Three heart-beats: whoever is silent for longer is gone."""
POLL_S: Final = 10.0
AGAIN_S: Final = 2.0
AGAIN_S_MAX: Final = 60.0
TABLES: Final = Path(__file__).with_name("store.sql")
ORDERS: Final = dict(
    part.split("\n", 1) for part in TABLES.with_name("statements.sql").read_text(encoding="utf-8").split("-- name: ")[1:]
)

PASSING: Final = (httpx.codes.UNAUTHORIZED, httpx.codes.TOO_MANY_REQUESTS)
"""Answers that pass by themselves: the token is renewed, the feed has time again."""

Keys = Mapping[str, Ed25519PublicKey]


class Unbelievable(Exception):
    """What came contradicts what was kept or what was pinned. Nothing of it was taken in."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(f"{vi}\n{en}")


class Hole(Unbelievable):
    """An event is missing before the one that came."""


class Unusable(Exception):
    """What the caller gave cannot be used."""


class Away(Exception):
    """The feed cannot be asked now; later it can."""


# What is kept


class Store:
    """Everything that was taken in, in one file: a batch is in it whole, or not at all, whatever is killed when."""

    def __init__(self, file: Path, keys: Keys) -> None:
        self._keys = keys
        self._db = sqlite3.connect(file, isolation_level=None, timeout=30)
        self._db.executescript(TABLES.read_text(encoding="utf-8"))

    def close(self) -> None:
        self._db.close()

    def ask(self, statement: str, *values: Any) -> list[Any]:
        return self._db.execute(ORDERS[statement], values).fetchall()

    @property
    def position(self) -> int:
        """The last event that was taken in."""
        return int(self.ask("place")[0][1])

    @property
    def signed(self) -> int:
        """The last position that a signed head vouches for."""
        return int(self.ask("place")[0][3])

    @property
    def offset(self) -> int:
        """Where to go on in Kafka's topic: a hint, the position is the truth."""
        return int(self.ask("place")[0][4])

    def take(self, bodies: Sequence[bytes], offset: int | None = None) -> int:
        """Take a batch in; how many events of it were new.

        Raises:
            Unbelievable: nothing of the batch was taken in.
        """
        self._db.execute("begin immediate")
        try:
            source, position, chain, signed, place = self.ask("place")[0]
            walk = Walk(source, position, chain, signed)
            for body in bodies:
                self._step(walk, body)
            self.ask("move", walk.source, walk.position, walk.chain, walk.signed, place if offset is None else offset)
            self._db.execute("commit")
        except BaseException:
            self._db.execute("rollback")
            raise
        return walk.position - int(position)

    def _step(self, walk: Walk, body: bytes) -> None:
        try:
            event = json.loads(body)
            source, position, type_, data = event["source"], int(event["sequence"]), event["type"], event["data"]
        except (ValueError, KeyError, TypeError) as error:
            raise Unbelievable(f"Không phải sự kiện: {error!r}", f"Not an event: {error!r}") from error
        if walk.source not in ("", source):
            raise Unbelievable(f"Sự kiện của sổ khác: {source}", f"An event of another log: {source}")
        if position > walk.position + 1:
            raise Hole(
                f"Thiếu sự kiện {walk.position + 1}: nhận được {position}",
                f"Event {walk.position + 1} is missing: {position} came",
            )
        if position <= walk.position:
            if self.ask("body_at", position)[0][0] != body:
                raise Unbelievable(
                    f"Sự kiện {position} khác với lần nhận trước: lịch sử đã bị viết lại",
                    f"Event {position} is not what it was: history was rewritten",
                )
            return
        before = walk.chain or hashlib.sha256(source.encode()).digest()
        if type_ == HEAD_SIGNED:
            if (data["source"], data["position"], data["chain"]) != (source, position - 1, before.hex()):
                raise Unbelievable(
                    f"Đầu sổ đã ký ở {position} không khớp với các sự kiện trước nó",
                    f"The signed head at {position} does not fit the events before it",
                )
            self._keep(data, known_alone=False)
            walk.signed = position - 1
        elif type_ == HEAD_REPEATED:
            self._keep(data, known_alone=True)
        walk.source, walk.position, walk.chain = source, position, hashlib.sha256(before + body).digest()
        self.ask("add", position, event["id"], type_, body)

    def _keep(self, head: Mapping[str, Any], *, known_alone: bool) -> None:
        """Keep a signed head: later it proves what history was. Other logs' are checked where their key is pinned too."""
        key = self._keys.get(str(head["key_id"]))
        if key is None and not known_alone:
            raise Unbelievable(
                f"Đầu sổ ký bằng khoá {head['key_id']}, không phải khoá đã ghim. Hãy đối chiếu khoá với cơ quan chủ quản.",
                f"The head is signed with the key {head['key_id']}, which is not pinned. Compare keys with the feed's owner.",
            )
        if key is not None:
            signed = f"thidua-head-v1\n{head['source']}\n{head['position']}\n{head['chain']}\n".encode()
            try:
                key.verify(base64.urlsafe_b64decode(head["signature"] + "=="), signed)
            except (InvalidSignature, ValueError) as error:
                raise Unbelievable(
                    f"Chữ ký sai ở đầu sổ {head['source']}@{head['position']}",
                    f"The signature of the head {head['source']}@{head['position']} is wrong",
                ) from error
        kept = self.ask("head_at", head["source"], head["position"])
        if kept and kept[0][0] != head["chain"]:
            raise Unbelievable(
                f"Sổ {head['source']} có hai lịch sử khác nhau ở vị trí {head['position']}",
                f"The log {head['source']} has two histories at position {head['position']}",
            )
        self.ask("keep", *(head[name] for name in ("source", "position", "chain", "key_id", "signature")))


@dataclass(slots=True)
class Walk:
    """How far a batch has come: the log, the last position, the chain behind it, and what heads vouch for."""

    source: str
    position: int
    chain: bytes
    signed: int


# Where events come from: each yields batches of bodies behind a position, and where Kafka goes on

Batch = tuple[list[bytes], int | None]


@dataclass(frozen=True, slots=True)
class Http:
    """The feed over HTTP: as a stream, or page by page."""

    url: str
    token: Path | None
    pages: bool
    once: bool = False

    async def batches(self, store: Store) -> AsyncIterator[Batch]:
        # Read anew for each connection: whoever renews the token writes it into the file.
        headers = {"Authorization": f"Bearer {self.token.read_text().strip()}"} if self.token else {}
        async with httpx.AsyncClient(base_url=self.url, headers=headers, timeout=SILENCE_S_MAX) as client:
            async for batch in self._pages(client, store) if self.pages else self._stream(client, store):
                yield batch

    async def _stream(self, client: httpx.AsyncClient, store: Store) -> AsyncIterator[Batch]:
        async with client.stream("GET", "/public/stream", headers={"Last-Event-ID": str(store.position)}) as answer:
            if answer.status_code != httpx.codes.OK:
                await answer.aread()
                _complain(answer)
            rest = b""
            async for block in answer.aiter_bytes():
                # By b"\n" alone: an event may hold other characters that Python takes for the end of a line.
                *lines, rest = (rest + block).split(b"\n")
                if bodies := [line.removeprefix(b"data: ") for line in lines if line.startswith(b"data: ")]:
                    yield bodies, None

    async def _pages(self, client: httpx.AsyncClient, store: Store) -> AsyncIterator[Batch]:
        while True:
            answer = await client.get("/public/events", params={"after": store.position, "limit": PAGE})
            _complain(answer)
            if bodies := answer.content.split(b"\n")[:-1]:
                yield bodies, None
            elif self.once:
                return
            else:
                await asyncio.sleep(POLL_S)


def _complain(answer: httpx.Response) -> None:
    """Tell what can pass from what cannot."""
    if answer.status_code == httpx.codes.OK:
        return
    said = f"{answer.url} {answer.status_code}: {answer.text[:1000]}"
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR or answer.status_code in PASSING:
        raise Away(said)
    if answer.status_code == httpx.codes.CONFLICT:
        raise Unbelievable(f"Sổ ngắn hơn phần đã nhận. {said}", f"The log is shorter than what was taken in. {said}")
    raise Unusable(said)


@dataclass(slots=True)
class Kafka:
    """The feed's topic. It joins no group: its place is its own."""

    bootstrap: str
    topic: str
    account: Mapping[str, str] | None
    once: bool = False
    anew: bool = False

    async def batches(self, store: Store) -> AsyncIterator[Batch]:
        from aiokafka import AIOKafkaConsumer, TopicPartition
        from aiokafka.errors import KafkaError

        partition = TopicPartition(self.topic, 0)
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self.bootstrap, enable_auto_commit=False, auto_offset_reset="earliest", **self._let_in()
        )
        try:
            await consumer.start()
            # Where it may not read, aiokafka would ask again and again without a word.
            if self.topic not in await consumer.topics():
                raise Unusable(f"{self.topic}: không có, hoặc tài khoản không được đọc · not there, or not for this account")
            consumer.assign([partition])
            end = (await consumer.end_offsets([partition]))[partition]
            place = 0 if self.anew or store.offset > end else store.offset
            self.anew = False
            consumer.seek(partition, place)
            while not self.once or place < end:
                records = (await consumer.getmany(partition, timeout_ms=1000, max_records=PAGE)).get(partition, [])
                if records:
                    place = records[-1].offset + 1
                    yield [record.value or b"" for record in records], place
        except KafkaError as error:
            raise Away(repr(error)) from error
        finally:
            await consumer.stop()

    def _let_in(self) -> dict[str, Any]:
        if self.account is None:
            return {}
        protocol = self.account.get("protocol", "SASL_SSL")
        return {
            "security_protocol": protocol,
            "ssl_context": ssl.create_default_context(cafile=self.account.get("ca")) if protocol == "SASL_SSL" else None,
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": self.account["user"],
            "sasl_plain_password": self.account["password"],
        }


# Following


async def follow(store: Store, feed: Http | Kafka, taken: Callable[[int], None]) -> None:
    """Take in whatever comes, for ever or until all is there; comes back by itself when the feed was away.

    Raises:
        Unbelievable: what came cannot be believed; what was kept stays as it was.
    """
    holes = 0
    while True:
        try:
            async for attempt in stamina.retry_context(
                on=(Away, httpx.TransportError, OSError), attempts=None, timeout=None, wait_initial=AGAIN_S, wait_max=AGAIN_S_MAX
            ):
                with attempt:
                    await _follow_once(store, feed, taken)
        except Hole:
            # The reader's place may be wrong, in a topic that was made anew: once it is read from its beginning.
            holes += 1
            if holes > 1:
                raise
            if isinstance(feed, Kafka):
                feed.anew = True
            continue
        if feed.once:
            return
        await asyncio.sleep(AGAIN_S)


async def _follow_once(store: Store, feed: Http | Kafka, taken: Callable[[int], None]) -> None:
    came = False
    try:
        async for bodies, offset in feed.batches(store):
            count = store.take(bodies, offset)
            came = True
            if count:
                taken(count)
    except (Away, httpx.TransportError, OSError):
        # After progress it is a new trouble: ask again at once, and wait longer only where that fails too.
        if not came:
            raise
        if feed.once:
            raise


# The program


def keys_in(file: Path) -> Keys:
    """The pinned keys of a JWK set, as `/keys` of the services serve them and their owners published them elsewhere."""
    keys = {}
    try:
        for jwk in json.loads(file.read_bytes())["keys"]:
            raw = base64.urlsafe_b64decode(jwk["x"] + "==")
            key_id = base64.urlsafe_b64encode(hashlib.sha256(raw).digest()[:16]).rstrip(b"=").decode()
            keys[key_id] = Ed25519PublicKey.from_public_bytes(raw)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unusable(f"{file}: không phải bộ khoá Ed25519 · no set of Ed25519 keys: {error!r}") from error
    return keys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("store", type=Path, help="tệp lưu (SQLite) · the file to keep everything in")
    parser.add_argument("--keys", type=Path, required=True, help="khoá đã ghim (JWK) · the pinned public keys")
    feed = parser.add_mutually_exclusive_group(required=True)
    feed.add_argument("--stream", metavar="URL", help="địa chỉ dịch vụ, nhận luồng · the service's address, as a stream")
    feed.add_argument("--pages", metavar="URL", help="địa chỉ dịch vụ, nhận từng trang · the same, page by page")
    feed.add_argument("--kafka", metavar="HOST:PORT", help="máy chủ Kafka · Kafka's servers")
    parser.add_argument("--token", type=Path, help="tệp chứa mã truy cập · a file with the access token")
    parser.add_argument("--account", type=Path, help='{"user", "password", "ca", "protocol"} (Kafka)')
    parser.add_argument("--topic", default="thidua.awards.public.v1")


def feed_of(options: argparse.Namespace, *, once: bool = False) -> Http | Kafka:
    try:
        if options.kafka:
            account = json.loads(options.account.read_bytes()) if options.account else None
            return Kafka(options.kafka, options.topic, account, once=once)
        if options.token:
            options.token.read_text()
        return Http(options.stream or options.pages, options.token, pages=bool(options.pages), once=once)
    except (OSError, ValueError) as error:
        raise Unusable(f"Không đọc được · cannot be read: {error}") from error


async def until_stopped(work: Any) -> None:
    """Do some work until it is done, or SIGTERM or SIGINT asks to stop."""
    doing = asyncio.ensure_future(work)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, doing.cancel)
    with suppress(asyncio.CancelledError):
        await doing


def told(said: Callable[[], int]) -> int:
    """Run a program of this room; its exit code, and what is wrong in two languages."""
    stamina.instrumentation.set_on_retry_hooks([_waiting])
    try:
        return said()
    except Unbelievable as reason:
        sys.stderr.write(f"KHÔNG TIN ĐƯỢC · NOT TO BE BELIEVED\n{reason}\n")
        return 1
    except (Unusable, sqlite3.Error) as reason:
        sys.stderr.write(f"Không dùng được · cannot be used: {reason}\n")
        return 2


def _waiting(details: stamina.instrumentation.RetryDetails) -> None:
    wait = f"{details.wait_for:.0f}"
    sys.stderr.write(f"Thử lại sau {wait} giây · again in {wait} s: {details.caused_by!r}\n")


def main() -> int:
    parser = argparse.ArgumentParser(description="Theo dõi luồng công khai · Follow the public feed.")
    add_arguments(parser)
    parser.add_argument("--once", action="store_true", help="dừng khi đã nhận đủ · stop when all is there (pages, Kafka)")
    options = parser.parse_args()
    if options.once and options.stream:
        raise Unusable("--once: dùng với --pages hoặc --kafka · goes with --pages or --kafka")
    feed = feed_of(options, once=options.once)
    with closing(Store(options.store, keys_in(options.keys))) as store:

        def taken(count: int) -> None:
            line = {"taken": count, "position": store.position, "signed": store.signed}
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()

        asyncio.run(until_stopped(follow(store, feed, taken)))
    return 0


if __name__ == "__main__":
    sys.exit(told(main))
