"""An agency's account reads the public topic, and neither writes it nor reads another: on a broker that asks who one is."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import TopicAuthorizationFailedError
from aiokafka.protocol.admin import CreateAclsRequest

from infra.local import jvm, processes
from infra.local.places import ROOT
from infra.local.ports import free_port
from infra.runtime.topics import ensure_topics

PUBLIC, PRIVATE = "thidua.awards.public.v1", "thidua.registry"
# Kafka's numbers for what the script says in words.
OPERATIONS = {"Read": 3, "Write": 4, "Describe": 8}
TOPIC, LITERAL, ALLOW = 2, 3, 3
SCRIPT = (ROOT / "infra" / "kafka" / "agency.sh").read_text()
pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A broker that asks who one is: the door of administrators, and the one of everybody else."""
    directory = tmp_path_factory.mktemp("guarded")
    inside, outside, controller = free_port(), free_port(), free_port()
    jvm.prepare(directory, inside, controller)
    settings = directory / "server.properties"
    listener = f"OUTSIDE://127.0.0.1:{outside}"
    mechanism = "listener.name.outside.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required"
    text = settings.read_text()
    text = re.sub(r"^(listeners|advertised\.listeners)=(PLAINTEXT://[^,\n]*)", rf"\1=\2,{listener}", text, flags=re.M)
    text = text.replace("PLAINTEXT:PLAINTEXT,", "PLAINTEXT:PLAINTEXT,OUTSIDE:SASL_PLAINTEXT,")
    settings.write_text(
        f"{text}\n"
        "listener.name.outside.sasl.enabled.mechanisms=PLAIN\n"
        f'{mechanism} user_agency="secret" user_stranger="secret";\n'
        "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer\n"
        "allow.everyone.if.no.acl.found=false\n"
        "super.users=User:ANONYMOUS\n"
    )
    process = processes.spawn(jvm.command(directory), mark=directory, log=directory / "kafka.log")
    try:
        ready = processes.wait_until_ready(process, lambda: jvm.answers(outside), 60)
        assert ready, (directory / "kafka.log").read_text()[-3000:]
        yield f"127.0.0.1:{inside}", f"127.0.0.1:{outside}"
    finally:
        processes.kill(process)


def rights() -> list[tuple[str, int]]:
    """The rights that the script gives: topic and operation."""
    (line,) = re.findall(r"(--operation .*) --topic \"\$\{PREFIX:-thidua\}(\S+)\"", SCRIPT)
    return [(f"thidua{line[1]}", OPERATIONS[operation]) for operation in re.findall(r"--operation (\w+)", line[0])]


def account(name: str) -> dict[str, Any]:
    return {
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "PLAIN",
        "sasl_plain_username": name,
        "sasl_plain_password": "secret",
        "request_timeout_ms": 5000,
    }


@asynccontextmanager
async def reader(bootstrap: str, name: str, topic: str) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest", **account(name))
    await consumer.start()
    try:
        consumer.assign([TopicPartition(topic, 0)])
        yield consumer
    finally:
        await consumer.stop()


async def read(bootstrap: str, name: str, topic: str) -> bytes | None:
    """The first record, None where nothing comes: aiokafka asks again and again where it may not read."""
    async with reader(bootstrap, name, topic) as consumer:
        partition = TopicPartition(topic, 0)
        batch = await consumer.getmany(partition, timeout_ms=3000, max_records=1)
        assert bool(batch) == (topic in await consumer.topics())
        return batch[partition][0].value if batch else None


async def write(bootstrap: str, topic: str, **who: Any) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, **who)
    await producer.start()
    try:
        await producer.send_and_wait(topic, b"something", partition=0)
    finally:
        await producer.stop()


async def test_an_agency_reads_the_public_topic_and_nothing_else(guarded: tuple[str, str]) -> None:
    inside, outside = guarded
    await ensure_topics(inside, "thidua")
    for topic in (PUBLIC, PRIVATE):
        await write(inside, topic)
    assert await read(outside, "agency", PUBLIC) is None
    admin = AIOKafkaAdminClient(bootstrap_servers=inside)
    await admin.start()
    for topic, operation in rights():
        answer = await admin._send_request(CreateAclsRequest(TOPIC, topic, LITERAL, "User:agency", "*", operation, ALLOW))
        assert [given["error_code"] for given in answer.to_object()["creation_responses"]] == [0]
    await admin.close()
    assert await read(outside, "agency", PUBLIC) == b"something"
    for name, topic in (("agency", PRIVATE), ("stranger", PUBLIC)):
        assert await read(outside, name, topic) is None
    for topic in (PUBLIC, PRIVATE):
        with pytest.raises(TopicAuthorizationFailedError):
            await write(outside, topic, **account("agency"))
