"""Loopback ports: find a free one, and tell whether one is taken."""

import secrets
import socket

from infra.local.faults import MISUSE, Fault

HOST = "127.0.0.1"
PORT_MIN = 18_000
PORT_MAX = 32_000
ATTEMPTS_MAX = 100


def free_port() -> int:
    """Return a port that nobody listens on at this moment.

    Below the range that systems give to outgoing connections, so that none of those can take it before its server does.
    """
    for _ in range(ATTEMPTS_MAX):
        port = PORT_MIN + secrets.randbelow(PORT_MAX - PORT_MIN)
        if is_free(port):
            return port
    raise Fault("Không còn cổng trống.", "No free port was found.")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the servers do: a port in TIME_WAIT is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def require_free(port: int, who: str) -> None:
    """Raise a `Fault` that names the port if somebody listens on it."""
    if not is_free(port):
        raise Fault(
            f"Cổng {port} dành cho {who} đang được chương trình khác sử dụng. Hãy dừng chương trình đó hoặc chọn cổng khác.",
            f"Port {port}, meant for {who}, is in use by another program. Stop that program or choose another port.",
            MISUSE,
        )
