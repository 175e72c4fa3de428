"""The public feed for subscribers as an AsyncAPI 3 document, derived from the contracts: what comes, where, in which shape."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from contracts.base import CATALOGUE, Fact
from contracts.examples import EXAMPLES, envelope_of
from contracts.heads import HeadSigned
from contracts.shapes import Schema, envelope_shape, fact_shape
from contracts.topics import CONFIGURATION, log_of

FEED: Final = log_of("awards.public")
CONTENT: Final = "application/cloudevents+json"
OURS: Final = ("$schema", "$id", "$defs", "examples", "title")
ABOUT: Final = """\
Luồng sự kiện công khai về khen thưởng: tặng, đính chính, thu hồi, công bố kết quả, và đầu sổ đã ký của mọi sổ. Không có dữ
liệu cá nhân. Thứ tự là một, từ 1, không lỗ hổng; sự kiện không bao giờ đổi.

The public feed of awards: granted, corrected, revoked, results published, and every log's signed heads. No personal data.
One order from 1 without a gap; events never change. The same bytes come by Kafka, as pages and as a stream.
"""


def public_facts() -> list[type[Fact]]:
    """The types that stand in the public log: its own, and the signed heads of the log itself."""
    return [*(fact for fact in CATALOGUE.values() if fact.log == "public"), HeadSigned]


@cache
def document() -> dict[str, Any]:
    """The AsyncAPI document of the public feed."""
    messages = {_name(fact): _message(fact) for fact in public_facts()}
    ways = {
        "topic": ("kafka", FEED.topic("{prefix}"), "The topic: one partition, kept for ever."),
        "stream": ("http", "/public/stream", "Server-sent events; come back with Last-Event-ID."),
        "pages": ("http", "/public/events", "Pages of lines behind a position, one event a line."),
    }
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Thi Đua: public feed", "version": "1", "description": ABOUT},
        "defaultContentType": CONTENT,
        "servers": {
            "kafka": {
                "host": "kafka.example.gov.vn:9093",
                "protocol": "kafka-secure",
                "description": "Read rights on the public topic alone; ask the managing authority for an account.",
                "security": [{"$ref": "#/components/securitySchemes/scram"}],
            },
            "http": {
                "host": "awards.example.gov.vn",
                "protocol": "https",
                "description": "A token with the role `subscriber`.",
                "security": [{"$ref": "#/components/securitySchemes/bearer"}],
            },
        },
        "channels": {name: _channel(*way, messages) for name, way in ways.items()},
        "operations": {
            f"follow{name.capitalize()}": {"action": "receive", "channel": {"$ref": f"#/channels/{name}"}} for name in ways
        },
        "components": {
            "messages": messages,
            "securitySchemes": {
                "scram": {"type": "scramSha512"},
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            },
        },
    }


def _channel(server: str, address: str, about: str, messages: dict[str, Any]) -> dict[str, Any]:
    channel: dict[str, Any] = {
        "address": address,
        "description": about,
        "servers": [{"$ref": f"#/servers/{server}"}],
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
    }
    if server == "kafka":
        channel["parameters"] = {"prefix": {"description": "what the installation calls its topics", "default": "thidua"}}
        kept = {"cleanup.policy": [CONFIGURATION["cleanup.policy"]], "retention.ms": int(CONFIGURATION["retention.ms"])}
        channel["bindings"] = {"kafka": {"partitions": 1, "topicConfiguration": kept, "bindingVersion": "0.5.0"}}
    return channel


def _message(fact: type[Fact]) -> dict[str, Any]:
    envelope = envelope_shape()
    envelope["properties"]["type"] = {"const": fact.type, "description": "which fact it is"}
    envelope["properties"]["data"] = _bare(fact_shape(fact))
    example = envelope_of(EXAMPLES[fact], actor="system:awards", source=FEED.source("bac-lieu"))
    message: dict[str, Any] = {
        "name": fact.type,
        "title": f"{fact.vi} · {fact.en()}",
        "summary": (fact.__doc__ or "").strip().splitlines()[0],
        "contentType": CONTENT,
        "payload": _bare(envelope),
        "examples": [{"payload": example.model_dump(mode="json")}],
    }
    if fact.log == "public":
        message["bindings"] = {"kafka": {"key": {"type": "string", "description": fact.stream_template}}}
    return message


def _name(fact: type[Fact]) -> str:
    return fact.__name__[0].lower() + fact.__name__[1:]


def _bare(shape: Schema) -> Schema:
    """A shape that can stand inside another document: nothing in it points elsewhere."""
    return {name: value for name, value in _whole(shape, shape.get("$defs", {})).items() if name not in OURS}


def _whole(value: Any, models: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_whole(one, models) for one in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        model = models[value["$ref"].removeprefix("#/$defs/")]
        return _whole({**model, **{name: one for name, one in value.items() if name != "$ref"}}, models)
    return {name: _whole(one, models) for name, one in value.items()}
