"""What OpenAPI says beyond what FastAPI sees: our headers, and that every refusal is a problem document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from contracts.base import Contract

if TYPE_CHECKING:
    from infra.runtime.service import Service

Document = dict[str, Any]

PROBLEM: Final = {"content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
ACCEPTED: Final = {"application/json": {"schema": {"$ref": "#/components/schemas/Accepted"}}}
COMMAND_ANSWERS: Final[dict[int | str, Document]] = {
    200: {"description": "Accepted", "content": ACCEPTED},
    400: {"description": "Malformed", **PROBLEM},
    401: {"description": "Not signed in", **PROBLEM},
    403: {"description": "Not allowed", **PROBLEM},
    409: {"description": "Refused", **PROBLEM},
    412: {"description": "Stale version", **PROBLEM},
    413: {"description": "Too large", **PROBLEM},
    422: {"description": "Not what the command asks for", **PROBLEM},
    428: {"description": "If-Match is missing", **PROBLEM},
    503: {"description": "Try again later", **PROBLEM},
}
QUERY_REFUSALS: Final[dict[str, Document]] = {
    "400": {"description": "A header cannot be read", **PROBLEM},
    "401": {"description": "Not signed in", **PROBLEM},
    "403": {"description": "Not allowed", **PROBLEM},
    "404": {"description": "No such thing, or none that the caller may see", **PROBLEM},
    "422": {"description": "Not what the query asks for", **PROBLEM},
    "503": {"description": "Not seen yet, or not ready: try again later", **PROBLEM},
}
AS_OF: Final = (
    "For auditors and board officers: answer as it was known on a day or an instant (`2024-01-08`, the end of that day in "
    "Việt Nam), if `thidua as-of` has prepared it. Not together with Thidua-Seen."
)
LOOKED_BACK: Final[Document] = {
    "Thidua-As-Of": {"description": "The instant that was looked back upon", "schema": {"type": "string"}},
    "Thidua-Cut": {"description": "Up to where each log was known then: `registry@120,scoring@88`", "schema": {"type": "string"}},
}
COMPONENTS: Final[Document] = {
    "Accepted": {
        "type": "object",
        "description": "The command was accepted; a repeat gets this same answer.",
        "required": ["events", "seen"],
        "properties": {
            "events": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["log", "position", "stream", "version", "type", "id"],
                    "properties": {
                        "log": {"type": "string"},
                        "position": {"type": "integer"},
                        "stream": {"type": "string"},
                        "version": {"type": "integer"},
                        "type": {"type": "string"},
                        "id": {"type": "string", "format": "uuid"},
                    },
                },
            },
            "seen": {"type": "string", "description": "Give it to a query as Thidua-Seen to read your own write."},
            "version": {"type": "integer", "description": "The new version of the thing edited, as in ETag."},
        },
    },
    "Problem": {
        "type": "object",
        "description": "RFC 9457, with a stable code and a sentence in Vietnamese and in English.",
        "required": ["type", "title", "status", "detail", "code", "vi", "en"],
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "code": {"type": "string"},
            "vi": {"type": "string"},
            "en": {"type": "string"},
            "errors": {"type": "array", "items": {"type": "object"}},
        },
        "additionalProperties": True,
    },
}
FASTAPIS_OWN: Final = ("HTTPValidationError", "ValidationError")


def answers_of(tells: type[BaseModel] | None) -> dict[int | str, Document]:
    """What a command may be answered: `tells` is what its aside adds to the places of its facts."""
    if tells is None:
        return COMMAND_ANSWERS
    both = {"allOf": [ACCEPTED["application/json"]["schema"], {"$ref": f"#/components/schemas/{tells.__name__}"}]}
    return {**COMMAND_ANSWERS, 200: {"description": "Accepted", "content": {"application/json": {"schema": both}}}}


def of_command(command: type[Contract]) -> Document:
    """What a command's route reads by itself: its body and its headers."""
    schema = {"$ref": f"#/components/schemas/{command.__name__}"}
    return {
        # Said here and not by a dependency, which would cost every command a tenth of its time.
        "security": [{"HTTPBearer": []}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "parameters": COMMAND_HEADERS,
    }


def document(app: FastAPI, service: Service) -> Document:
    """The OpenAPI document of a service, made once."""
    if app.openapi_schema is None:
        whole = get_openapi(title=app.title, version=app.version, openapi_version="3.1.0", routes=app.routes)
        models: list[tuple[type[BaseModel], JsonSchemaMode]] = []
        models += [(door.command, "validation") for door in service.doors if door.roles]
        models += [(door.tells, "serialization") for door in service.doors if door.tells is not None]
        _, definitions = models_json_schema(models, ref_template="#/components/schemas/{model}")
        schemas = whole.setdefault("components", {}).setdefault("schemas", {})
        schemas |= definitions.get("$defs", {}) | COMPONENTS
        for path, item in whole["paths"].items():
            for method, operation in item.items():
                _mend(path, method, operation)
        for name in FASTAPIS_OWN:
            schemas.pop(name, None)
        app.openapi_schema = whole
    return app.openapi_schema


def _mend(path: str, method: str, operation: Document) -> None:
    """Say what a query really answers: FastAPI knows neither our problems nor what a dependency reads."""
    if path == "/health/ready":
        operation["responses"]["503"] = {"description": "Commands are not accepted now; the body says which check failed"}
    if "security" not in operation or path.startswith("/commands/"):
        return
    operation["responses"] |= QUERY_REFUSALS
    if method == "get" and not path.startswith(("/logs/", "/public/")):
        seen = _header("Thidua-Seen", "What the answer must cover: `registry@120,scoring@88`. Waits for it, within bounds.")
        operation.setdefault("parameters", []).append(seen)
        if not path.startswith("/people/"):
            operation["parameters"].append(_header("Thidua-As-Of", AS_OF))
            operation["responses"]["200"]["headers"] = LOOKED_BACK


def _header(name: str, description: str, *, required: bool = False) -> Document:
    schema = {"type": "string"}
    return {"name": name, "in": "header", "required": required, "schema": schema, "description": description}


COMMAND_HEADERS: Final = [
    _header("Idempotency-Key", "One key a command; keep it when you send the command again.", required=True),
    _header("If-Match", "The version of the edited thing that you read."),
    _header("Thidua-Seen", "What the command must have seen: `registry@120,scoring@88`."),
]
