"""Where the services are and the token to ask them with: those of the local stack, or what the environment says."""

import os

from contracts.topics import SERVICES
from infra.local.faults import MISUSE, Fault
from infra.local.issuer import Persona, sign
from infra.local.stack import require_running


def access(authority: str) -> tuple[dict[str, str], str]:
    """Each service's address, and an auditor's token; elsewhere than on the local stack both come from the environment."""
    if token := os.environ.get("THIDUA_TOKEN"):
        names = {service: f"THIDUA_{service.upper()}_URL" for service in SERVICES}
        if missing := [name for name in names.values() if name not in os.environ]:
            raise Fault(f"Thiếu {', '.join(missing)}.", f"{', '.join(missing)} must be set.", MISUSE)
        return {service: os.environ[name].rstrip("/") for service, name in names.items()}, token
    stack = require_running()
    return stack.urls, sign(stack.issuer, Persona.AUDITOR, None, authority)
