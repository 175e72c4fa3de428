"""Loopback ports: find a free one, and tell whether one is taken."""

import socket

from infra.local.faults import MISUSE, Fault

HOST = "127.0.0.1"


def free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


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
