"""How often one address may ask what anybody may ask: a token bucket for each, in bounded memory.

Each process counts for itself. What matters is that nobody can copy the register by guessing numbers or keep the database
busy, not the exact figure; a gateway in front may be stricter.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from typing import Final

from infra.runtime.errors import Problem

A_MINUTE: Final = 60
"""Visits that an address gets back in a minute, and so many at once at most."""
ADDRESSES_MAX: Final = 10_000


class TooManyVisits(Problem):
    """The address has asked too often."""

    status = 429
    code = "too-many-visits"
    vi = "Địa chỉ của bạn đã hỏi quá nhiều (tối đa {limit} lần mỗi phút). Hãy thử lại sau một phút."
    en = "Your address has asked too often (at most {limit} times a minute). Try again in a minute."
    can_retry = True


class Visits:
    """Counts visits by address; those not seen for longest are forgotten first."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def admit(self, address: str) -> None:
        """Let an address ask once more.

        Raises:
            TooManyVisits: it has asked too often.
        """
        who, now = _who(address), self._now()
        left, since = self._left.pop(who, (float(A_MINUTE), now))
        left = min(A_MINUTE, left + (now - since) * A_MINUTE / 60)
        admitted = left >= 1
        self._left[who] = (left - admitted, now)
        if len(self._left) > ADDRESSES_MAX:
            self._left.popitem(last=False)
        if not admitted:
            raise TooManyVisits(limit=A_MINUTE)


def _who(address: str) -> str:
    """An IPv4 address, or the network of an IPv6 one, of which everybody has as many as they like."""
    try:
        given = ip_address(address)
    except ValueError:
        return address
    if isinstance(given, IPv6Address):
        return str(given.ipv4_mapped or int(given) >> 64)
    return str(given)
