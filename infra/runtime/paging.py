"""Pages of a listing: a cursor behind the last row, so that what is added meanwhile shifts nothing."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, ConfigDict

from infra.runtime.errors import Problem

Item = TypeVar("Item", bound=BaseModel)


class View(BaseModel):
    """What a query answers: frozen, decimals as text, made from a row by the names of its columns."""

    model_config = ConfigDict(frozen=True, from_attributes=False, extra="ignore")


class Listing(BaseModel, Generic[Item]):
    """Some items, and the cursor to the next ones; None at the end."""

    items: tuple[Item, ...]
    next: str | None = None


class BadCursor(Problem):
    """`after` is no cursor of ours."""

    status = 400
    code = "bad-cursor"
    vi = "Tham số after không đúng. Hãy dùng giá trị «next» của trang trước."
    en = "Parameter `after` is not a cursor. Use the `next` of the page before."


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a listing is wanted; a FastAPI dependency."""

    limit: Annotated[int, Query(ge=1, le=200, description="items a page")] = 50
    after: Annotated[str | None, Query(max_length=1000, description="`next` of the page before")] = None

    @property
    def after_key(self) -> str | None:
        """The sort key behind which the page begins.

        Raises:
            BadCursor: `after` was not made here.
        """
        if self.after is None:
            return None
        try:
            key = base64.b64decode(self.after.encode("ascii"), altchars=b"-_", validate=True).decode("utf-8")
        except (ValueError, binascii.Error, UnicodeError):
            raise BadCursor from None
        if "\x00" in key:  # PostgreSQL's texts hold everything but this
            raise BadCursor
        return key

    @property
    def rows(self) -> int:
        """How many rows to ask for: one more than the page, to know whether there is another."""
        return self.limit + 1

    def listing(self, rows: Sequence[Any], view: Callable[[Any], Item], *, key: str = "sort_key") -> Listing[Item]:
        """Cut a page from `rows` rows, whose column `key` (text) is what the cursor holds."""
        shown = rows[: self.limit]
        more = len(rows) > self.limit
        after = base64.urlsafe_b64encode(str(shown[-1][key]).encode()).decode() if more else None
        return Listing(items=tuple(view(row) for row in shown), next=after)
