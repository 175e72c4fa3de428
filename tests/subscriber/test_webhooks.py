"""The webhook forwarder: signed, in order, at least once, whichever side is killed; a dead endpoint loses nothing."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from infra.local.places import ROOT
from infra.local.ports import free_port
from infra.subscriber.subscriber import Store, keys_in
from infra.subscriber.webhooks import is_genuine
from tests.subscriber.test_store import OURS, feed

SECRET = bytes(range(32))
NOWHERE = "http://127.0.0.1:9"
WAIT_S_MAX = 30.0


class Receiver:
    """Somebody's web address: keeps what came, checks signatures, and answers what it is told to."""

    def __init__(self, port: int, took: list[bytes], *, failures: int = 0) -> None:
        self.left = failures
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                assert is_genuine(SECRET, httpx.Headers(dict(self.headers)), body, time.time())
                assert json.loads(body)["id"] == self.headers["webhook-id"]
                outer.left -= 1
                if outer.left < 0:
                    took.append(body)
                self.send_response(204 if outer.left < 0 else 500)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Forwarder:
    """The program, and what it was given; the feed itself is away: what was taken in is passed on all the same."""

    def __init__(self, directory: Path, endpoints: dict[str, int]) -> None:
        self.directory = directory
        secret = "whsec_" + base64.b64encode(SECRET).decode()
        self.endpoints = [
            {"name": name, "url": f"http://127.0.0.1:{port}/in", "secret": secret} for name, port in endpoints.items()
        ]
        (directory / "keys.json").write_text(json.dumps({"keys": [OURS.public_jwk()]}))

    def takes(self, bodies: list[bytes]) -> None:
        store = Store(self.directory / "feed.db", keys_in(self.directory / "keys.json"))
        store.take(bodies)
        store.close()

    def start(self) -> subprocess.Popen[bytes]:
        (self.directory / "endpoints.json").write_text(json.dumps(self.endpoints))
        files = (str(self.directory / name) for name in ("feed.db", "endpoints.json"))
        keys = str(self.directory / "keys.json")
        return subprocess.Popen(
            [sys.executable, "-m", "infra.subscriber.webhooks", *files, "--keys", keys, "--stream", NOWHERE],
            cwd=ROOT,
            env=os.environ | {"PYTHONUTF8": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )


def wait_for(took: list[bytes], wanted: list[bytes]) -> None:
    """Until the first occurrences of what came are what was wanted."""
    deadline = time.monotonic() + WAIT_S_MAX
    while list(dict.fromkeys(took)) != wanted:
        assert time.monotonic() < deadline, (len(took), len(wanted))
        time.sleep(0.02)


def ended(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    _, complained = process.communicate(timeout=20)
    return process.returncode, complained.decode()


@pytest.fixture
def ports() -> tuple[int, int]:
    return free_port(), free_port()


def test_killed_on_either_side_nothing_is_lost_and_order_stands(tmp_path: Path, ports: tuple[int, int]) -> None:
    """Taken out: moving the endpoint's place behind the answer alone."""
    alive, dead = ports
    bodies = feed(43)
    wanted = [body for body in bodies[:39] if b"award-granted" in body]  # a head vouches for 39, and heads are not passed on
    forwarder = Forwarder(tmp_path, {"dead": dead, "alive": alive})
    forwarder.takes(bodies[:20])
    took: list[bytes] = []
    receiver = Receiver(alive, took, failures=1)
    process = forwarder.start()
    wait_for(took, wanted[:15])
    process.kill()
    ended(process)
    receiver.close()
    forwarder.takes(bodies[20:])
    process = forwarder.start()  # while the receiver is away
    time.sleep(0.5)
    receiver = Receiver(alive, took)
    wait_for(took, wanted)
    assert len(took) <= len(wanted) + 1
    late: list[bytes] = []
    returned = Receiver(dead, late)
    wait_for(late, wanted)
    process.terminate()
    assert ended(process)[0] == 0
    receiver.close()
    returned.close()


@pytest.mark.parametrize(
    "change",
    [
        {"secret": "whsec_c2hvcnQ="},
        {"secret": "whsec_!"},
        {"secret": "plain"},
        {"url": "ftp://a"},
        {"name": None, "url": None},
    ],
)
def test_a_wrong_endpoint_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    forwarder = Forwarder(tmp_path, {"one": 9})
    forwarder.endpoints[0] = {**forwarder.endpoints[0], **change}  # type: ignore[dict-item]
    code, said = ended(forwarder.start())
    assert code == 2
    assert "endpoints.json" in said
    assert not (tmp_path / "feed.db").exists()


def test_a_delivery_of_somebody_else_or_of_yesterday_is_not_genuine() -> None:
    from infra.subscriber.webhooks import signature_of

    body, now = b'{"a":1}', 1_700_000_000
    headers = httpx.Headers(
        {"webhook-id": "1", "webhook-timestamp": str(now), "webhook-signature": "v1,x " + signature_of(SECRET, "1", now, body)}
    )
    assert is_genuine(SECRET, headers, body, now + 299)
    assert not is_genuine(SECRET, headers, body, now + 301)
    assert not is_genuine(SECRET, headers, b'{"a":2}', now)
    assert not is_genuine(bytes(32), headers, body, now)
    for gone in headers:
        assert not is_genuine(SECRET, httpx.Headers({k: v for k, v in headers.items() if k != gone}), body, now)
