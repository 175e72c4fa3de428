"""Compose, the local stack and the code agree on names, ports, topics and settings."""

import re
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from contracts.topics import SERVICES
from infra.local.cli import app
from infra.local.places import POM, ROOT
from infra.local.state import State
from infra.runtime.settings import PREFIX, Settings
from tests.compose.conftest import EXAMPLE_ENV, Project, example_environment

STORES = {"kafka", "postgres"}
VOLUMES = STORES | {"files"}
REQUIRED = {name for name, field in Settings.model_fields.items() if field.is_required()}
each_service = pytest.mark.parametrize("name", SERVICES)


def targets(service: dict[str, Any]) -> dict[str, str]:
    """A service's secrets: the name of the file it sees, and which secret that is."""
    named = [secret if isinstance(secret, dict) else {"source": secret} for secret in service.get("secrets", [])]
    return {secret.get("target", secret["source"]): secret["source"] for secret in named}


def given_to(service: dict[str, Any]) -> dict[str, str]:
    """A service's environment; what has no value is handed on from the host, and left out where that has none."""
    return {name: value for name, value in service["environment"].items() if value is not None}


def settings_of(service: dict[str, Any]) -> dict[str, str]:
    return {name.removeprefix(PREFIX).lower(): value for name, value in service["environment"].items()}


def test_the_services_are_those_of_the_code(project: Project):
    assert set(project["services"]) == {*SERVICES, *STORES, "topics"}
    for name in SERVICES:
        assert project["services"][name]["command"] == ["thidua", "run", name]
        assert (ROOT / "services" / name / "__main__.py").is_file()


def test_the_commands_that_containers_run_exist(project: Project):
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    for service in project["services"].values():
        match service.get("command"):
            case ["thidua", command, *_]:
                assert command in commands


@each_service
def test_every_setting_is_one_of_the_code_and_none_is_missing(project: Project, name: str):
    service = project["services"][name]
    assert all(key.startswith(PREFIX) for key in service["environment"])
    given = settings_of(service)
    secret = {target.removeprefix(PREFIX.lower()) for target in targets(service) if target.startswith(PREFIX.lower())}
    assert not given.keys() & secret, "a setting comes from one place"
    assert given.keys() | secret <= set(Settings.model_fields)
    assert given.keys() | secret >= REQUIRED


@each_service
def test_the_code_takes_the_settings_of_the_container(
    project: Project, secrets: Path, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    service = project["services"][name]
    for target, source in targets(service).items():
        (tmp_path / target).write_text((secrets / source).read_text())
    for key, value in given_to(service).items():
        monkeypatch.setenv(key, value)
    settings = Settings(_secrets_dir=tmp_path)  # type: ignore[call-arg]
    assert str(settings.database_url).endswith(f"@postgres:5432/thidua_{name}")
    assert settings.database_url.hosts()[0]["username"] == f"thidua_{name}"
    assert settings.head_key == Path("/run/secrets/head_key")
    assert "head_key" in targets(service)
    assert settings.kafka == "kafka:9092"


@each_service
def test_the_code_takes_the_same_settings_from_the_local_stack(project: Project, name: str):
    """What the local stack hands a service, and what compose hands it, are the same names."""
    from infra.local.environment import service_environment
    from infra.local.places import Layout

    state = State(installation="bac-lieu", topic_prefix="thidua", profile="demo", ports=dict.fromkeys([*SERVICES, "kafka"], 1))
    local = service_environment(name, state, Layout(Path("/nowhere")), "postgresql://x")
    service = project["services"][name]
    optional = {"THIDUA_LOG_FORMAT", "THIDUA_LOG_LEVEL"}
    composed = set(given_to(service)) | {target.upper() for target in targets(service) if target.startswith("thidua_")}
    assert {key for key in local if key.startswith(PREFIX)} | optional == composed


def test_everything_that_must_be_given_is_in_the_example(project: Project):
    text = (ROOT / "docker-compose.yml").read_text()
    assert set(re.findall(r"\$\{(THIDUA_[A-Z_]+):\?", text)) == set(example_environment())
    asked = set(re.findall(r"(?:\$\{|  )(THIDUA_[A-Z_]+):(?=[-?]|$)", text, re.MULTILINE))
    assert asked == set(re.findall(r"\b(THIDUA_[A-Z_]+)=", EXAMPLE_ENV.read_text()))
    assert project["name"] == "thidua"


def test_only_the_services_are_published_and_only_on_loopback(project: Project):
    published = {name: service["ports"] for name, service in project["services"].items() if "ports" in service}
    assert set(published) == set(SERVICES)
    ports = set()
    for name, (mapping,) in published.items():
        host, port, target = mapping.split(":")
        environment = project["services"][name]["environment"]
        assert host == "127.0.0.1"
        assert target == environment["THIDUA_HTTP_PORT"]
        assert environment["THIDUA_HTTP_HOST"] == "0.0.0.0"  # noqa: S104 - inside its own network
        for other in SERVICES:
            url = project["services"][other]["environment"][f"THIDUA_{name.upper()}_URL"]
            assert url == f"http://127.0.0.1:{port}"
        ports.add(port)
    assert len(ports) == len(SERVICES)


def test_stores_are_reached_from_inside_alone(project: Project):
    for name in (*STORES, "topics"):
        assert project["services"][name]["networks"] == ["inside"]
    assert project["networks"]["inside"]["internal"] is True


def test_topics_are_made_before_any_service_starts(project: Project):
    topics = project["services"]["topics"]
    assert topics["command"] == ["thidua", "topics"]
    assert topics["image"] == project["services"]["registry"]["image"]
    for name in SERVICES:
        environment = project["services"][name]["environment"]
        assert {key: environment[key] for key in topics["environment"]} == topics["environment"]
        assert project["services"][name]["depends_on"] == {
            "postgres": {"condition": "service_healthy"},
            "kafka": {"condition": "service_healthy"},
            "topics": {"condition": "service_completed_successfully"},
        }


def test_kafka_is_the_local_stacks(project: Project):
    """The same release and, but for addresses and the size of the machine, the same settings."""
    namespace = {"m": "http://maven.apache.org/POM/4.0.0"}
    pinned = ET.parse(POM).findtext(".//m:dependency[m:groupId='org.apache.kafka']/m:version", namespaces=namespace)  # noqa: S314
    kafka = project["services"]["kafka"]
    assert kafka["image"] == f"apache/kafka:{pinned}"

    lines = (ROOT / "infra" / "kafka" / "server.properties").read_text().splitlines()
    local = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    here = {"listeners", "advertised.listeners", "controller.quorum.voters", "log.dirs"}
    machine = {
        *("num.network.threads", "num.io.threads", "log.cleaner.dedupe.buffer.size"),
        *("broker.session.timeout.ms", "broker.heartbeat.interval.ms"),
    }
    composed = {
        key.removeprefix("KAFKA_").lower().replace("_", "."): value
        for key, value in kafka["environment"].items()
        if key.startswith("KAFKA_")
    }
    assert {key: value for key, value in composed.items() if key not in here} == {
        key: value for key, value in local.items() if key not in here | machine
    }
    assert composed["auto.create.topics.enable"] == "false"
    port = kafka["environment"]["KAFKA_ADVERTISED_LISTENERS"].rpartition("//")[2]
    assert {project["services"][name]["environment"]["THIDUA_KAFKA"] for name in SERVICES} == {port}


def test_what_must_outlive_a_container_lies_in_named_volumes(project: Project):
    assert set(project["volumes"]) == VOLUMES
    assert "kafka:" + project["services"]["kafka"]["environment"]["KAFKA_LOG_DIRS"] in project["services"]["kafka"]["volumes"]
    assert "postgres:/var/lib/postgresql/data" in project["services"]["postgres"]["volumes"]
    scoring = project["services"]["scoring"]
    assert "files:" + scoring["environment"]["THIDUA_FILE_STORE"] in scoring["volumes"]
    for service in project["services"].values():
        for volume in service.get("volumes", []):
            source, _, rest = volume.partition(":")
            assert source in VOLUMES or (rest.endswith(":ro") and (ROOT / source).exists())


def test_every_long_running_container_is_watched_and_started_again(project: Project):
    for name in (*SERVICES, *STORES):
        service = project["services"][name]
        assert service["restart"] == "unless-stopped"
        assert service["healthcheck"]["interval"]
        assert service["logging"]["options"]["max-size"]
    for name in SERVICES:
        assert project["services"][name]["read_only"] is True
        assert project["services"][name]["cap_drop"] == ["ALL"]


def test_no_secret_stands_in_a_file(project: Project):
    for name, secret in project["secrets"].items():
        assert secret == {"file": f"./.secrets/{name}"}
    used = {source for service in project["services"].values() for source in targets(service).values()}
    assert used == set(project["secrets"])
    for service in project["services"].values():
        for key in service.get("environment", {}):
            assert "PASSWORD" not in key or key.endswith("_FILE")
            assert key != "THIDUA_DATABASE_URL"
    for path in (".secrets/postgres_password", ".env"):
        ignored = subprocess.run(["git", "check-ignore", "--quiet", path], cwd=ROOT, check=False)
        assert ignored.returncode == 0, f"{path} could be committed"
