"""Logs: one rich line a unit of work, a dotted noun with fields."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any, cast

import orjson
import structlog

Logger = structlog.stdlib.BoundLogger


def configure_logging(service: str, *, format_: str, level: str) -> None:
    """Send our lines and other libraries' warnings to standard output, as JSON or for a person at a terminal."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if format_ == "console" else structlog.processors.JSONRenderer(_json)
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.root.handlers = [handler]
    logging.root.setLevel(logging.WARNING)
    # It repeats each failure to connect thousands of times a second; what follows from one, our own lines say.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)


def _json(fields: Any, default: Callable[[Any], Any], **_: Any) -> str:
    return orjson.dumps(fields, default=default).decode()


def logger(name: str) -> Logger:
    return cast(Logger, structlog.get_logger(part=name))
