"""`thidua run`, `topics` and `token`."""

import asyncio
import os
import sys
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from contracts.topics import ALL_LOGS, SERVICES
from infra.local import console
from infra.local.faults import MISUSE, Fault
from infra.local.issuer import AUTHORITY, HOURS_MAX, Persona, require_demo, sign
from infra.local.places import Layout, data_directory
from infra.local.stack import require_running
from infra.local.state import read_state

if TYPE_CHECKING:
    from infra.runtime.kafka import KafkaAddress


def run(
    service: Annotated[str, typer.Argument(help=" | ".join(SERVICES))],
    only: Annotated[str | None, typer.Option("--only", help="Chỉ một vai trò · One role of the service.")] = None,
) -> None:
    """Chạy một dịch vụ trong tiến trình này · Run one service in this process, with the settings of the environment."""
    if service not in SERVICES:
        raise Fault(
            f"Không có dịch vụ «{service}». Các dịch vụ: {', '.join(SERVICES)}.",
            f"There is no service `{service}`. There are: {', '.join(SERVICES)}.",
            MISUSE,
        )
    # In place of this process: signals and the exit code are the service's own.
    role = ["--only", only] if only else []
    os.execv(sys.executable, [sys.executable, "-m", f"services.{service}", *role])  # noqa: S606 - on purpose, see above


def topics(
    kafka: Annotated[str | None, typer.Option(envvar="THIDUA_KAFKA", help="host:port,…")] = None,
    prefix: Annotated[str, typer.Option(envvar="THIDUA_TOPIC_PREFIX")] = "thidua",
    replicas: Annotated[int, typer.Option(min=1, envvar="THIDUA_TOPIC_REPLICAS", help="Số bản sao · Copies of each topic.")] = 1,
) -> None:
    """Tạo và kiểm tra các chủ đề Kafka · Create and check Kafka's topics; without --kafka, those of the local stack."""
    from aiokafka.errors import KafkaError

    from infra.runtime.topics import TopicsWrong, ensure_topics

    address = _address(kafka or require_running().bootstrap)
    try:
        created = asyncio.run(ensure_topics(address.bootstrap, prefix, replicas=replicas, **address.security))
    except TopicsWrong as wrong:
        raise Fault(wrong.vi, wrong.en, MISUSE) from wrong
    except (KafkaError, OSError) as error:
        raise Fault(
            f"Không dùng được Kafka tại {address.bootstrap}: {error}. Kiểm tra địa chỉ và xem Kafka đã chạy chưa.",
            f"Kafka at {address.bootstrap} cannot be used: {error}. Check the address, and whether Kafka runs.",
        ) from error
    for log in ALL_LOGS:
        topic = log.topic(prefix)
        console.say(f"{topic}  {'đã tạo · created' if topic in created else 'đúng · as it should be'}")


def _address(bootstrap: str) -> "KafkaAddress":
    # Imported here, because the other commands need not wait half a second for it.
    from infra.runtime.kafka import KafkaAddress
    from infra.runtime.settings import KafkaSecurity, Settings

    # Of all settings only those that let us in to Kafka: this runs before any service is configured.
    security = os.environ.get("THIDUA_KAFKA_SECURITY", KafkaSecurity.PLAINTEXT)
    if security not in list(KafkaSecurity):
        known = ", ".join(KafkaSecurity)
        raise Fault(f"THIDUA_KAFKA_SECURITY phải là: {known}.", f"THIDUA_KAFKA_SECURITY must be one of: {known}.", MISUSE)
    return KafkaAddress.of(
        Settings.model_construct(
            kafka=bootstrap,
            kafka_security=KafkaSecurity(security),
            kafka_user=os.environ.get("THIDUA_KAFKA_USER"),
            kafka_password=os.environ.get("THIDUA_KAFKA_PASSWORD"),
        )
    )


def token(
    persona: Annotated[Persona, typer.Argument()],
    unit: Annotated[UUID | None, typer.Option(help="Đơn vị (UUID) · Unit.")] = None,
    authority: Annotated[str, typer.Option(help="Cơ quan chủ trì · Managing authority.")] = AUTHORITY,
    hours: Annotated[float, typer.Option(min=0.01, max=HOURS_MAX, help="Hạn dùng (giờ) · Lifetime.")] = 8,
) -> None:
    """Ký thẻ cho một vai minh họa · Sign a token for a persona of the demonstration."""
    layout = Layout(data_directory())
    state = read_state(layout.state)
    if state is None and "THIDUA_PROFILE" not in os.environ:
        raise Fault(
            "Hệ thống chưa chạy lần nào. Hãy chạy: thidua up", "The stack has never run. Start it with: thidua up", MISUSE
        )
    require_demo(state)
    if not (layout.issuer / "key.pem").is_file():
        raise Fault("Chưa có khoá ký. Hãy chạy: thidua up", "There is no signing key yet. Run: thidua up", MISUSE)
    console.say(sign(layout.issuer, persona, unit, authority, hours))
