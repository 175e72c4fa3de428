"""Pages of a listing: a cursor behind the last row, so that what is added meanwhile shifts nothing."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Generic, TypeVar

from fastapi import Depends, Query, Request
from pydantic import BaseModel, ConfigDict

from infra.runtime.errors import Problem

LISTING_BYTES: Final = 6
OWN: Final = ("limit", "after")
Item = TypeVar("Item", bound=BaseModel)


class View(BaseModel):
    """What a query answers: frozen, decimals as text, made from a row by the names of its columns."""

    model_config = ConfigDict(frozen=True, from_attributes=False, extra="ignore")


class Listing(BaseModel, Generic[Item]):
    """Some items, and the cursor to the next ones; None at the end."""

    items: tuple[Item, ...]
    next: str | None = None


class BadCursor(Problem):
    """`after` is no cursor of ours, or one of another listing."""

    status = 400
    code = "bad-cursor"
    vi = "Tham số after không đúng. Hãy dùng giá trị «next» của trang trước, với cùng bộ lọc."
    en = "Parameter `after` is not a cursor of this listing. Use the `next` of the page before, with the same filters."


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a listing is wanted."""

    request: Request
    limit: int
    after: str | None

    @property
    def after_key(self) -> str | None:
        """The sort key behind which the page begins.

        Raises:
            BadCursor: `after` was not made here, or for other filters.
        """
        if self.after is None:
            return None
        try:
            raw = base64.b64decode(self.after.encode("ascii"), altchars=b"-_", validate=True)
            listing, key = raw[:LISTING_BYTES], raw[LISTING_BYTES:].decode("utf-8")
        except (ValueError, binascii.Error, UnicodeError):
            raise BadCursor from None
        if listing != self._listing or "\x00" in key:  # PostgreSQL's texts hold everything but this
            raise BadCursor
        return key

    @property
    def _listing(self) -> bytes:
        """What tells this listing from others: its address and its filters, whatever their order."""
        filters = sorted((name, value) for name, value in self.request.query_params.multi_items() if name not in OWN)
        return hashlib.sha256(repr((self.request.url.path, filters)).encode()).digest()[:LISTING_BYTES]

    @property
    def rows(self) -> int:
        """How many rows to ask for: one more than the page, to know whether there is another."""
        return self.limit + 1

    def listing(self, rows: Sequence[Any], view: Callable[[Any], Item], *, key: str = "sort_key") -> Listing[Item]:
        """Cut a page from `rows` rows, whose column `key` (text) is what the cursor holds."""
        shown = rows[: self.limit]
        more = len(rows) > self.limit
        after = base64.urlsafe_b64encode(self._listing + str(shown[-1][key]).encode()).decode() if more else None
        return Listing(items=tuple(view(row) for row in shown), next=after)


async def page(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=200, description="items a page")] = 50,
    after: Annotated[str | None, Query(max_length=1000, description="`next` of the page before")] = None,
) -> Page:
    """A dependency. Of a class FastAPI would have one made in a thread, and that waits until the loop lets go of Python."""
    return Page(request, limit, after)


Paged = Annotated[Page, Depends(page)]
