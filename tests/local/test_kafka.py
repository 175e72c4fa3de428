"""One broker in a directory, and the topics on it."""

from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from contracts.topics import ALL_LOGS
from infra.local.faults import Fault
from infra.local.kafka import Kafka
from infra.runtime.topics import TopicsWrong, ensure_topics


async def test_topics_are_created_once(kafka: Kafka, topic_prefix: str):
    assert await ensure_topics(kafka.bootstrap, topic_prefix) == [log.topic(topic_prefix) for log in ALL_LOGS]
    assert await ensure_topics(kafka.bootstrap, topic_prefix) == []


async def test_a_topic_that_could_lose_history_is_refused(kafka: Kafka, topic_prefix: str):
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(f"{topic_prefix}.registry", 2, 1, topic_configs={"retention.ms": "604800000"})])
    await admin.close()
    with pytest.raises(TopicsWrong) as refused:
        await ensure_topics(kafka.bootstrap, topic_prefix)
    assert f"{topic_prefix}.registry: partitions = 2, ≠ 1" in refused.value.faults
    assert f"{topic_prefix}.registry: retention.ms = 604800000, ≠ -1" in refused.value.faults


async def test_acknowledged_records_outlive_a_kill(directory: Path):
    with Kafka(directory) as broker:
        await ensure_topics(broker.bootstrap, "kept")
        producer = AIOKafkaProducer(bootstrap_servers=broker.bootstrap, acks="all")
        await producer.start()
        await producer.send_and_wait("kept.registry", b"seven")
        await producer.stop()

        broker.kill()
        broker.start()

        consumer = AIOKafkaConsumer(bootstrap_servers=broker.bootstrap)
        await consumer.start()
        consumer.assign([TopicPartition("kept.registry", 0)])
        await consumer.seek_to_beginning()
        record = await consumer.getone()
        await consumer.stop()
    assert record.value == b"seven"


def test_a_taken_port_is_named_in_both_languages(kafka: Kafka, directory: Path):
    with pytest.raises(Fault) as refused:
        Kafka(directory, port=kafka.port).start()
    assert f"Cổng {kafka.port}" in refused.value.vi
    assert f"Port {kafka.port}" in refused.value.en
