"""Freeze what others rely on: `python -m infra.local.freeze` writes schemas, catalogue, OpenAPI and AsyncAPI documents."""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

from contracts import feed_document, freeze
from contracts.topics import SERVICES
from infra.local.places import ROOT
from infra.runtime.app import build_app

OPENAPI = ROOT / "contracts" / "openapi"
ASYNCAPI = ROOT / "contracts" / "asyncapi"


def openapi_of(service: str) -> dict[str, Any]:
    """Return a service's OpenAPI document, without starting anything."""
    # By name, as `thidua run` does: infra never imports a service.
    module = importlib.import_module(f"services.{service}.app")
    return build_app(module.SERVICE).openapi()


def frozen_bytes(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def write_openapi(directory: Path = OPENAPI) -> list[str]:
    """Write each service's document; return the names of the files that changed."""
    changed = []
    directory.mkdir(exist_ok=True)
    for service in SERVICES:
        path = directory / f"{service}.json"
        document = frozen_bytes(openapi_of(service))
        if not path.is_file() or path.read_bytes() != document:
            path.write_bytes(document)
            changed.append(path.name)
    return changed


def write_asyncapi(directory: Path = ASYNCAPI) -> None:
    """Write the public feed's document."""
    directory.mkdir(exist_ok=True)
    (directory / "public.json").write_bytes(frozen_bytes(feed_document.document()))


def main() -> int:
    code = freeze.main()
    changed = write_openapi()
    write_asyncapi()
    sys.stderr.write(f"{len(SERVICES)} OpenAPI documents, {len(changed)} files changed; one AsyncAPI document.\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
