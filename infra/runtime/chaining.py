"""The chain over a log as it comes from its topic: every signed head on the way has to agree with it."""

from __future__ import annotations

import orjson

from contracts.heads import HeadSigned
from infra.runtime.errors import ReplayFailed
from infra.runtime.hashing import link


class ChainBroken(ReplayFailed):
    """The events of a topic do not lead to what their own log has signed: a byte of them was changed since."""

    def __init__(self, log: str, position: int) -> None:
        super().__init__(
            f"Sổ {log} trên Kafka bị sửa: chuỗi băm tính từ các sự kiện không khớp với đầu sổ ở vị trí {position}. Mô hình đang "
            "chạy không bị ảnh hưởng. Chạy thidua reconcile và thidua verify để tìm chỗ bị sửa.",
            f"The log {log} was changed on its topic: the chain over its events is not what its head at position {position} "
            "says. The read model that serves is as it was. Find the place with thidua reconcile and thidua verify.",
        )


def chained(chain: bytes | None, log: str, position: int, type_: str, body: bytes) -> bytes | None:
    """The chain behind an event, from the one before it; None as long as none is known, which ends at a signed head.

    Raises:
        ChainBroken: this event is a signed head of another chain.
    """
    if type_ == HeadSigned.type:
        signed = bytes.fromhex(orjson.loads(body)["data"]["chain"])
        if chain is not None and chain != signed:
            raise ChainBroken(log, position - 1)
        chain = signed
    return None if chain is None else link(chain, body)
