"""The image: what goes into it, who runs in it, and how it says that it is ready."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from infra.local.places import ROOT
from tests.compose.conftest import DOCKERFILE, Project

LINES = DOCKERFILE.read_text().replace("\\\n", " ").splitlines()
HEALTHCHECK = ROOT / "infra" / "docker" / "healthcheck.py"


def instructions(name: str) -> list[str]:
    return [line.split(maxsplit=1)[1] for line in LINES if line.startswith(f"{name} ")]


def test_nobody_runs_as_root():
    (user,) = instructions("USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user), "a number, so that Kubernetes can see that it is not root"
    final = LINES[max(place for place, line in enumerate(LINES) if line.startswith("FROM ")) :]
    last_run = max(place for place, line in enumerate(final) if line.startswith("RUN "))
    assert last_run < final.index(f"USER {user}")


def test_the_base_is_pinned_to_a_python_that_we_support():
    (argument,) = instructions("ARG")
    version = re.fullmatch(r"PYTHON=(\d+\.\d+)-slim-\w+", argument)
    assert version
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == f">={version[1]}"
    assert all(base.startswith("python:${PYTHON}") for base in instructions("FROM"))


def test_packages_come_with_their_hashes():
    installs = [line for line in LINES if "pip install" in line]
    assert "--require-hashes" in installs[0]
    assert "--only-binary :all:" in installs[0]
    assert "--no-index" in installs[1]
    assert "--hash=sha256:" in (ROOT / "requirements.lock").read_text()


def test_what_is_copied_is_there_and_let_through():
    ignore = DOCKERFILE.with_name("Dockerfile.dockerignore").read_text().splitlines()
    assert "*" in ignore
    for line in instructions("COPY"):
        if not line.startswith("--from"):
            *sources, _ = line.split()
            for source in sources:
                assert (ROOT / source).exists()
                assert f"!{source}" in ignore


def test_it_listens_where_compose_expects_it(project: Project):
    assert instructions("EXPOSE") == [project["services"]["registry"]["environment"]["THIDUA_HTTP_PORT"]]
    (question,) = instructions("HEALTHCHECK")
    assert f"/app/{HEALTHCHECK.relative_to(ROOT)}" in question


@contextmanager
def answering(status: int) -> Iterator[int]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/health/ready" else 404)
            self.end_headers()
            self.wfile.write(b'{"status":"?"}')

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def ask(port: int) -> int:
    command = [sys.executable, "-S", str(HEALTHCHECK)]
    return subprocess.run(command, env={"THIDUA_HTTP_PORT": str(port)}, capture_output=True, check=False).returncode


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1), (404, 1)])
def test_ready_is_healthy_and_nothing_else_is(status: int, code: int):
    with answering(status) as port:
        assert ask(port) == code


def test_a_service_that_is_not_there_is_not_healthy():
    with answering(200) as port:
        pass
    assert ask(port) == 1
