"""Create the topics with the settings that history needs, and refuse a topic that has others."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import NoError, TopicAlreadyExistsError, UnknownTopicOrPartitionError, for_code

from contracts.topics import ALL_LOGS, CONFIGURATION, LogAddress

TIMEOUT_MS = 15_000
ATTEMPTS_MAX = 50
PAUSE_S = 0.1


class TopicsWrong(Exception):
    """Topics exist with other settings than history needs; `faults` names each."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        listed = "\n".join(f"  {fault}" for fault in faults)
        self.vi = f"Chủ đề Kafka có cấu hình sai, có thể làm mất lịch sử. Hãy sửa từng mục hoặc dùng tiền tố khác:\n{listed}"
        self.en = f"Kafka topics have settings that can lose history. Mend each, or use another prefix:\n{listed}"
        super().__init__(f"{self.vi}\n{self.en}")


async def ensure_topics(
    bootstrap: str, prefix: str, *, logs: Iterable[LogAddress] = ALL_LOGS, replicas: int = 1, **connection: Any
) -> list[str]:
    """Create what is missing and check what is there; return the names of the topics created.

    `connection` holds aiokafka's security options. Two callers may race: the loser checks what the winner created.

    Raises:
        TopicsWrong: a topic has more than one partition or differs from `contracts.topics.CONFIGURATION`.
    """
    wanted = [log.topic(prefix) for log in logs]
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=TIMEOUT_MS, **connection)
    await admin.start()
    try:
        existing = set(await admin.list_topics())
        created = await _create(admin, [topic for topic in wanted if topic not in existing], replicas)
        faults = await _faults(admin, [topic for topic in wanted if topic not in created])
    finally:
        await admin.close()
    if faults:
        raise TopicsWrong(faults)
    return created


async def _create(admin: AIOKafkaAdminClient, topics: list[str], replicas: int) -> list[str]:
    if not topics:
        return []
    new = [NewTopic(topic, num_partitions=1, replication_factor=replicas, topic_configs=CONFIGURATION) for topic in topics]
    answer: Any = await admin.create_topics(new, timeout_ms=TIMEOUT_MS)
    created = []
    for topic, code, *message in answer.topic_errors:
        error = for_code(code)
        if error is NoError:
            created.append(topic)
        elif error is not TopicAlreadyExistsError:
            raise error(f"{topic}: {message}")
    return created


async def _faults(admin: AIOKafkaAdminClient, topics: list[str]) -> list[str]:
    if not topics:
        return []
    faults = []
    for described in await _described(admin, topics):
        if (count := len(described["partitions"])) != 1:
            faults.append(f"{described['topic']}: partitions = {count}, ≠ 1")
    answers: list[Any] = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic) for topic in topics])
    for answer in answers:
        for code, message, _kind, topic, entries in answer.resources:
            if code:
                raise for_code(code)(f"{topic}: {message}")
            found = {entry[0]: entry[1] for entry in entries}
            wrong = [name for name, value in CONFIGURATION.items() if found.get(name) != value]
            faults += [f"{topic}: {name} = {found.get(name)}, ≠ {CONFIGURATION[name]}" for name in wrong]
    return faults


async def _described(admin: AIOKafkaAdminClient, topics: list[str]) -> list[dict[str, Any]]:
    """Describe topics that exist; one that another has just created may reach this broker a moment later."""
    for _ in range(ATTEMPTS_MAX):
        described: list[dict[str, Any]] = await admin.describe_topics(topics)
        if not any(topic["error_code"] for topic in described):
            return described
        await asyncio.sleep(PAUSE_S)
    raise UnknownTopicOrPartitionError(", ".join(topic["topic"] for topic in described if topic["error_code"]))


async def check_topics(bootstrap: str, prefix: str, *, logs: Iterable[LogAddress], **connection: Any) -> None:
    """Look whether the topics of these logs are there as they have to be; creates nothing.

    Raises:
        TopicsWrong: a topic has other settings than history needs.
        UnknownTopicOrPartitionError: a topic is not there yet.
    """
    wanted = [log.topic(prefix) for log in logs]
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=TIMEOUT_MS, **connection)
    await admin.start()
    try:
        if missing := sorted(set(wanted) - set(await admin.list_topics())):
            raise UnknownTopicOrPartitionError(", ".join(missing))
        faults = await _faults(admin, wanted)
    finally:
        await admin.close()
    if faults:
        raise TopicsWrong(faults)
