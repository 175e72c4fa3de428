"""Real services as processes of their own, for tests: started where they are asked for, spoken to over HTTP."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import ssl
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from contracts.topics import SERVICES
from infra.local.issuer import Persona, ensure_issuer, sign
from infra.local.keys import ensure_key
from infra.local.ports import free_port
from infra.local.postgres import Postgres
from infra.runtime.topics import ensure_topics
from tests.zygote import Child, Zygote

START_S_MAX = 60.0
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # one for all: loopback needs none, and making one takes a tenth of a second
STOP_S_MAX = 10.0


@dataclass
class Process:
    """One running service."""

    name: str
    url: str
    log: Path
    popen: subprocess.Popen[bytes] | Child

    def kill(self) -> None:
        self.popen.send_signal(signal.SIGKILL)
        self.popen.wait(STOP_S_MAX)

    def stop(self) -> int:
        """Ask it to stop; its exit code."""
        self.popen.send_signal(signal.SIGTERM)
        return self.popen.wait(STOP_S_MAX)

    @property
    def alive(self) -> bool:
        return self.popen.poll() is None

    def health(self) -> dict[str, Any] | None:
        """What `/health/ready` says, None while nobody answers."""
        try:
            return dict(httpx.get(f"{self.url}/health/ready", timeout=5, verify=NO_TLS).json())
        except httpx.TransportError:
            return None

    def wait_until_ready(self, *, accept: str = "ready") -> dict[str, Any]:
        deadline = time.monotonic() + START_S_MAX
        while time.monotonic() < deadline:
            if not self.alive:
                break
            if (health := self.health()) and health["status"] == accept:
                return health
            time.sleep(0.02)
        raise AssertionError(f"{self.name} is not {accept} (exit {self.popen.poll()}):\n{self.log.read_text()[-4000:]}")


@dataclass
class System:
    """Some services against one PostgreSQL and one Kafka, under a topic prefix of their own; forked where there is a zygote."""

    directory: Path
    postgres: Postgres
    bootstrap: str
    prefix: str = field(default_factory=lambda: f"test-{uuid.uuid4().hex[:12]}")
    modules: Mapping[str, str] = field(default_factory=dict)
    zygote: Zygote | None = None
    processes: dict[str, Process] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)
    databases: dict[str, str] = field(default_factory=dict)
    clients: list[Client] = field(default_factory=list)

    def __post_init__(self) -> None:
        (self.directory / "issuer").mkdir(parents=True, exist_ok=True)
        ensure_issuer(self.directory / "issuer")
        self.ports = {name: free_port() for name in SERVICES}
        asyncio.run(ensure_topics(self.bootstrap, self.prefix))

    def database_url(self, name: str) -> str:
        """The URL of the service's database, made at the first call."""
        if name not in self.databases:
            database = f"{self.prefix.replace('-', '_')}_{name}"
            self.postgres.psql(f"CREATE DATABASE {database}")
            self.databases[name] = self.postgres.url(database)
        return self.databases[name]

    def environment(self, name: str, **changes: str) -> dict[str, str]:
        key = self.directory / f"{name}.pem"
        ensure_key(key)
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("THIDUA_")}
        return {
            **inherited,
            **{f"THIDUA_{s.upper()}_URL": f"http://127.0.0.1:{port}" for s, port in self.ports.items()},
            "THIDUA_PROFILE": "demo",
            "THIDUA_INSTALLATION": "test",
            "THIDUA_DATABASE_URL": self.database_url(name),
            "THIDUA_KAFKA": self.bootstrap,
            "THIDUA_TOPIC_PREFIX": self.prefix,
            "THIDUA_HTTP_PORT": str(self.ports[name]),
            "THIDUA_TOKEN_ISSUER": "urn:thidua:demo",
            "THIDUA_TOKEN_JWKS": str(self.directory / "issuer" / "jwks.json"),
            "THIDUA_HEAD_KEY": str(key),
            "THIDUA_FILE_STORE": str(self.directory / "files" / name),
            "THIDUA_LOG_LEVEL": "debug",
            "THIDUA_START_TIMEOUT_S": "20",
            **changes,
        }

    def spawn(self, name: str, *arguments: str, label: str | None = None, **changes: str) -> Process:
        """Start a process of a service without waiting for it."""
        label = label or name
        environment = self.environment(name, **changes)
        log = self.directory / f"{label}.log"
        module = self.modules.get(name, f"services.{name}")
        popen: subprocess.Popen[bytes] | Child
        if self.zygote is not None:
            popen = self.zygote.fork(module, arguments, environment, log)
        else:
            with log.open("ab") as output:
                popen = subprocess.Popen(
                    [sys.executable, "-m", module, *arguments], env=environment, stdout=output, stderr=subprocess.STDOUT
                )
        url = f"http://127.0.0.1:{environment['THIDUA_HTTP_PORT']}"
        self.processes[label] = process = Process(name, url, log, popen)
        return process

    def service(self, name: str) -> Process:
        """The service's process, started now if it is not running."""
        process = self.processes.get(name)
        if process is None or not process.alive:
            process = self.spawn(name)
            process.wait_until_ready()
        return process

    def token(self, persona: Persona | str, *, authority: str, unit: uuid.UUID | None = None) -> str:
        return sign(self.directory / "issuer", Persona(persona), unit, authority)

    def client(self, name: str, persona: Persona | str, *, authority: str = "bac-lieu", unit: uuid.UUID | None = None) -> Client:
        """Somebody who speaks to a service, started now if it is not running."""
        client = Client(self.service(name).url, self.token(persona, authority=authority, unit=unit))
        self.clients.append(client)
        return client

    def stop(self) -> None:
        for client in self.clients:
            client.http.close()
        for process in self.processes.values():
            if process.alive:
                process.popen.send_signal(signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.popen.wait(STOP_S_MAX)
            except subprocess.TimeoutExpired:
                process.kill()
        for url in self.databases.values():
            self.postgres.psql(f"DROP DATABASE {url.rsplit('/', 1)[1].partition('?')[0]} WITH (FORCE)")


class Client:
    """Commands and queries of one person. What the person wrote is seen by the person's queries."""

    def __init__(self, url: str, token: str) -> None:
        self.http = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=30, verify=NO_TLS)
        self.seen: dict[str, int] = {}

    def command(
        self, name: str, body: Any, *, key: str | None = None, if_match: int | None = None, seen: str | None = None
    ) -> httpx.Response:
        """Send a command; `body` is a model, a dict, or raw bytes."""
        content = (
            body if isinstance(body, bytes) else body.model_dump_json() if hasattr(body, "model_dump_json") else json.dumps(body)
        )
        headers = {"Idempotency-Key": key or uuid.uuid4().hex, "Content-Type": "application/json"}
        if if_match is not None:
            headers["If-Match"] = f'"{if_match}"'
        if text := seen or self._token():
            headers["Thidua-Seen"] = text
        answer = self.http.post(f"/commands/{name}", content=content, headers=headers)
        self.note(answer)
        return answer

    def accepted(self, name: str, body: Any, **options: Any) -> dict[str, Any]:
        """Send a command that has to be accepted; its answer."""
        answer = self.command(name, body, **options)
        assert answer.status_code == 200, f"{name}: {answer.status_code} {answer.text}"
        return dict(answer.json())

    def refused(self, name: str, body: Any, code: str, **options: Any) -> dict[str, Any]:
        """Send a command that has to be refused with this code; the problem document."""
        answer = self.command(name, body, **options)
        problem = answer.json()
        assert problem.get("code") == code, f"{name}: {answer.status_code} {answer.text}"
        assert answer.status_code == problem["status"]
        assert answer.headers["content-type"] == "application/problem+json"
        assert problem["vi"]
        assert problem["en"]
        return dict(problem)

    def get(self, path: str, *, seen: str | None = None, **parameters: Any) -> httpx.Response:
        text = seen or self._token()
        return self.http.get(path, params=parameters or None, headers={"Thidua-Seen": text} if text else {})

    def found(self, path: str, **parameters: Any) -> Any:
        """Ask a query that has to be answered; the document."""
        answer = self.get(path, **parameters)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()

    def has_seen(self, *others: Client) -> Client:
        """Take over what others have seen, as a person does who was told of it."""
        for other in others:
            for log, position in other.seen.items():
                self.seen[log] = max(self.seen.get(log, 0), position)
        return self

    def note(self, answer: httpx.Response) -> None:
        for part in answer.headers.get("thidua-seen", "").split(","):
            log, _, position = part.partition("@")
            if position and answer.request.method == "POST":
                self.seen[log] = max(self.seen.get(log, 0), int(position))

    def _token(self) -> str:
        return ",".join(f"{log}@{position}" for log, position in sorted(self.seen.items()))
