"""Settings: one place, from the environment or from secret files; every fault named at once."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import AnyHttpUrl, Field, PostgresDsn, StringConstraints, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEMO_ISSUER = "urn:thidua:demo"
PREFIX = "THIDUA_"
SECRETS = Path("/run/secrets")


class Profile(StrEnum):
    PRODUCTION = "production"
    DEMO = "demo"


class KafkaSecurity(StrEnum):
    PLAINTEXT = "PLAINTEXT"
    SASL_SSL = "SASL_SSL"


class Settings(BaseSettings):
    """What a service needs to know; `THIDUA_<NAME>` in the environment, or a file `thidua_<name>` in /run/secrets."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        frozen=True,
        extra="ignore",
        secrets_dir=SECRETS if SECRETS.is_dir() else None,
        hide_input_in_errors=True,
    )

    profile: Profile = Profile.PRODUCTION
    installation: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    database_url: PostgresDsn
    kafka: Annotated[str, StringConstraints(pattern=r"^[^\s,]+:\d+(,[^\s,]+:\d+)*$")]
    kafka_security: KafkaSecurity = KafkaSecurity.PLAINTEXT
    kafka_user: str | None = None
    kafka_password: str | None = Field(default=None, repr=False)
    topic_prefix: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{0,99}$")] = "thidua"
    http_host: str = "127.0.0.1"
    http_port: Annotated[int, Field(ge=1, le=65535)]
    token_issuer: Annotated[str, StringConstraints(min_length=1)]
    token_audience: Annotated[str, StringConstraints(min_length=1)] = "thidua"  # noqa: S105  a name, no secret
    token_jwks: Annotated[str, StringConstraints(min_length=1)]
    head_key: Path
    registry_url: AnyHttpUrl
    scoring_url: AnyHttpUrl
    ranking_url: AnyHttpUrl
    awards_url: AnyHttpUrl
    log_format: Annotated[str, StringConstraints(pattern=r"^(json|console)$")] = "json"
    log_level: Annotated[str, StringConstraints(pattern=r"^(debug|info|warning|error)$")] = "info"
    start_timeout_s: Annotated[int, Field(ge=1, le=3600)] = 60
    otlp_endpoint: AnyHttpUrl | None = None
    stall_s: Annotated[int, Field(ge=1, le=3600)] = 30
    file_store: Path | None = None
    paper_templates: Path | None = None
    paper_fonts: Path | None = None
    trusted_proxies: Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F:./]+(,[0-9a-fA-F:./]+)*$")] | None = None

    @model_validator(mode="after")
    def _demo_issuer_only_in_the_demo(self) -> Settings:
        if self.token_issuer == DEMO_ISSUER and self.profile is not Profile.DEMO:
            raise ValueError(
                f"{PREFIX}TOKEN_ISSUER is the demonstration's issuer, but {PREFIX}PROFILE is {self.profile}: "
                "anybody may sign its tokens; name your own identity provider"
            )
        return self

    @model_validator(mode="after")
    def _credentials_complete(self) -> Settings:
        if self.kafka_security is KafkaSecurity.SASL_SSL and not (self.kafka_user and self.kafka_password):
            raise ValueError(f"{PREFIX}KAFKA_SECURITY=SASL_SSL needs {PREFIX}KAFKA_USER and {PREFIX}KAFKA_PASSWORD")
        return self

    def url_of(self, service: str) -> str:
        """The base URL at which people reach a service, without a slash at its end."""
        return str(getattr(self, f"{service}_url")).rstrip("/")


class SettingsWrong(Exception):
    """Settings are missing or wrong; the message names each, in both languages."""


def load_settings() -> Settings:
    """Read the settings from the environment and the secret files.

    Raises:
        SettingsWrong: with one line a fault.
    """
    try:
        return Settings()
    except ValidationError as error:
        lines = ["Cấu hình chưa đúng / The settings are not right:"]
        for fault in error.errors(include_url=False, include_input=False, include_context=False):
            name = PREFIX + "_".join(str(part) for part in fault["loc"]).upper() if fault["loc"] else "—"
            if fault["type"] == "missing":
                lines.append(f"  {name}: thiếu, hãy đặt biến môi trường này / missing, set this environment variable")
            else:
                lines.append(f"  {name}: giá trị không hợp lệ / not valid: {fault['msg']}")
        raise SettingsWrong("\n".join(lines)) from None


def refuse_settings(error: SettingsWrong) -> int:
    """Say what is wrong with the settings; the exit code for it is 2."""
    sys.stderr.write(f"{error}\n")
    return 2
