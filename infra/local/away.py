"""What an outer fault means: which part is away, and where to look. Its libraries are asked for only once there is one."""

import errno
from socket import gaierror

from infra.local.faults import Fault

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
UNREACHABLE = {None, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN}

LOOK_VI = "Xem phần nào không chạy: thidua status; rồi chạy lại lệnh này."
LOOK_EN = "See which part does not run: thidua status; then give the command again."


def fault_of(error: Exception) -> Fault | None:
    """The fault that an error of a database, of Kafka, of a service or of the disk is; None for any other."""
    import httpx
    from aiokafka.errors import KafkaError
    from asyncpg import InterfaceError, InternalClientError, PostgresError

    from infra.runtime.database import is_infrastructure

    if isinstance(error, KafkaError):
        return _away("Kafka", error) if error.retriable else None
    if isinstance(error, httpx.NetworkError | httpx.TimeoutException | httpx.RemoteProtocolError):
        return _away("Dịch vụ · the service", error)
    if isinstance(error, OSError) and error.filename is not None:
        return Fault(
            f"Không đọc hoặc ghi được {error.filename} ({error.strerror}). Kiểm tra đường dẫn, quyền và chỗ trống.",
            f"{error.filename} cannot be read or written ({error.strerror}). Check the path, its rights and the room left.",
        )
    if isinstance(error, OSError) and error.errno in FULL:
        return Fault(
            f"Đĩa không ghi được nữa ({error.strerror}). Hãy giải phóng chỗ trống, rồi chạy lại lệnh này.",
            f"The disk takes no more ({error.strerror}). Make room, then give the command again.",
        )
    if isinstance(error, TimeoutError):
        return _away("PostgreSQL / Kafka", error)
    # A statement that PostgreSQL refuses is a defect of ours, and is not hidden.
    is_away = isinstance(error, PostgresError | InterfaceError | InternalClientError) and is_infrastructure(error)
    if is_away or isinstance(error, ConnectionError | gaierror) or (isinstance(error, OSError) and error.errno in UNREACHABLE):
        return _away("PostgreSQL", error)
    return None


def _away(who: str, error: Exception) -> Fault:
    said = str(error) or type(error).__name__
    return Fault(f"{who} không trả lời ({said}). {LOOK_VI}", f"{who} does not answer ({said}). {LOOK_EN}")
