"""The public keys that signed a service's heads: given, an export's own, the service's key file, or asked of the service."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts.topics import SERVICES
from infra.local.faults import MISUSE, Fault
from infra.local.places import Layout, data_directory
from infra.local.stack import require_running

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from infra.runtime.history import Keys

TIMEOUT_S = 10.0


def own_key_set(service: str) -> dict[str, Any]:
    """The public half of the key that signs the service's heads: from its file, else asked of the service itself."""
    return _key_set(service, os.environ.get("THIDUA_HEAD_KEY"))


def _key_set(service: str, given: str | None) -> dict[str, Any]:
    import httpx

    from infra.runtime.heads import HeadSigner

    # A database given by the environment is not the local stack's, so neither is its key.
    elsewhere = "THIDUA_DATABASE_URL" in os.environ
    file = given or (None if elsewhere else Layout(data_directory()).head_key(service))
    address = os.environ.get(f"THIDUA_{service.upper()}_URL")
    if file and not given and not Path(file).is_file():
        require_running()
    try:
        if file:
            return {"keys": [HeadSigner.from_pem(Path(file)).public_jwk()]}
        if address:
            answer = httpx.get(f"{address}/keys", timeout=TIMEOUT_S).raise_for_status()
            return {"keys": answer.json()["keys"]}
    except (ValueError, KeyError, OSError, httpx.HTTPError) as error:
        raise Fault(
            f"Không lấy được khoá công khai của {service}: {error}. Đặt THIDUA_HEAD_KEY hoặc THIDUA_{service.upper()}_URL.",
            f"The public key of {service} cannot be had: {error}. Set THIDUA_HEAD_KEY or THIDUA_{service.upper()}_URL.",
        ) from error
    raise Fault(
        f"Không biết khoá công khai của {service}: đặt THIDUA_HEAD_KEY hoặc THIDUA_{service.upper()}_URL.",
        f"The public key of {service} is not known: set THIDUA_HEAD_KEY or THIDUA_{service.upper()}_URL.",
        MISUSE,
    )


def all_key_sets(service: str) -> dict[str, Any]:
    """The service's own key and those of the others that can be had, whose heads the public log repeats."""
    keys = own_key_set(service)["keys"]
    for other in SERVICES:
        try:
            keys += [] if other == service else _key_set(other, None)["keys"]
        except Fault:
            continue  # the verifier says how many heads it could not check for want of a key
    return {"keys": list({key["kid"]: key for key in keys}.values())}


def keys_for(service: str, given: Path | None, folder: Path | None = None) -> "Keys":
    """The keys to check heads with: those given, else the service's own and whatever an export brings along."""
    from infra.runtime.heads import keys_in

    files = [given] if given else sorted(folder.rglob("keys.json")) if folder else []
    keys: dict[str, Ed25519PublicKey] = {}
    for file in files:
        try:
            keys |= keys_in(json.loads(file.read_bytes()))
        except (OSError, ValueError) as error:
            raise Fault(
                f"Không dùng được {file}: {error}. Khoá là keys.json của một bản xuất, hoặc điều /keys trả lời.",
                f"{file} cannot be used: {error}. Keys are the keys.json of an export, or what /keys answers.",
                MISUSE,
            ) from error
    return keys if given else keys | keys_in(own_key_set(service))
