"""What each service is told by its environment; the same names as in containers."""

import os

from contracts.topics import SERVICES
from infra.local.issuer import AUDIENCE, ISSUER
from infra.local.places import Layout
from infra.local.ports import HOST
from infra.local.state import State

START_TIMEOUT_S = 60
WITH_FILES = ("scoring",)
"""Services that take files in."""
ADJUSTABLE = ("THIDUA_LOG_LEVEL", "THIDUA_LOG_FORMAT", "THIDUA_OTLP_ENDPOINT")


def service_environment(service: str, state: State, layout: Layout, database_url: str) -> dict[str, str]:
    """Return the whole environment of a service's process: ours, without settings meant for somewhere else."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("THIDUA_")}
    adjustable = {name: os.environ[name] for name in ADJUSTABLE if name in os.environ}
    return {
        **inherited,
        **adjustable,
        **{f"THIDUA_{name.upper()}_URL": state.url(name) for name in SERVICES},
        "THIDUA_PROFILE": state.profile,
        "THIDUA_INSTALLATION": state.installation,
        "THIDUA_DATABASE_URL": database_url,
        "THIDUA_KAFKA": state.bootstrap,
        "THIDUA_KAFKA_SECURITY": "PLAINTEXT",
        "THIDUA_TOPIC_PREFIX": state.topic_prefix,
        "THIDUA_HTTP_HOST": HOST,
        "THIDUA_HTTP_PORT": str(state.ports[service]),
        "THIDUA_TOKEN_ISSUER": ISSUER,
        "THIDUA_TOKEN_AUDIENCE": AUDIENCE,
        "THIDUA_TOKEN_JWKS": str(layout.issuer / "jwks.json"),
        "THIDUA_HEAD_KEY": str(layout.head_key(service)),
        "THIDUA_START_TIMEOUT_S": str(START_TIMEOUT_S),
        **({"THIDUA_FILE_STORE": str(layout.file_store(service))} if service in WITH_FILES else {}),
        "PYTHONUNBUFFERED": "1",
    }
