"""Workbooks over HTTP: a file as the answer to a query, and a command that is made from a file.

The file goes through the door of the command: its roles, its idempotency key, If-Match, its decision. What is wrong is
told by cell, whoever finds it: the reader of the file, the command's contract, or the decision.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from fastapi import Depends, Request, Response

from contracts.base import Contract
from infra.runtime import openapi
from infra.runtime.doors import Door
from infra.runtime.errors import InvalidInput, Refusal
from infra.runtime.http import Reading, bearer, carried_out, command_of
from infra.workbook.problems import CellFault, NotXlsx, Place, WorkbookFaults, faulty
from infra.workbook.table import Table
from infra.workbook.writing import written

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE: Final[dict[str, Any]] = {XLSX: {"schema": {"type": "string", "format": "binary"}}}
ANSWER: Final[dict[int | str, dict[str, Any]]] = {200: {"description": "An .xlsx file", "content": FILE}}


@dataclass(frozen=True, slots=True)
class Entered:
    """What a file says: the command as a JSON document, and where each part of it stands.

    `places` leads from JSON pointers to cells, `named` from what a refusal calls `at`; `whole` is for all the rest.
    """

    document: dict[str, Any]
    whole: Place
    places: dict[str, Place]
    named: dict[str, Place]

    def place_of(self, pointer: str) -> Place:
        """The cell of a place in the document, or of what it is a part of."""
        while pointer:
            if pointer in self.places:
                return self.places[pointer]
            pointer = pointer.rpartition("/")[0]
        return self.whole


async def answered(at: Reading, tables: Sequence[Table], title: str, file_name: str, version: int | None = None) -> Response:
    """Answer a query with a file; `version` is that of the thing that it may be sent back for, as If-Match takes it."""
    body = await asyncio.to_thread(written, tables, title)
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    if at.known_on is None:
        headers["Thidua-Seen"] = at.read.seen
    else:
        headers |= {"Thidua-As-Of": at.known_on.isoformat(), "Thidua-Cut": at.read.seen}
    if version is not None:
        headers["ETag"] = f'"{version}"'
    return Response(body, media_type=XLSX, headers=headers)


async def taken(request: Request, door: Door, read: Callable[[bytes], Entered]) -> Response:
    """Make a command from the file in the request's body, and take it through its door.

    Raises:
        NotXlsx, UnreadableWorkbook, WorkbookTooLarge, WorkbookFaults: the file is not one, or not right.
        Problem: whatever the command is answered otherwise; its `faults` name their cells too.
    """
    entered: Entered | None = None

    async def made(body: bytes) -> Contract:
        nonlocal entered
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != XLSX:
            raise NotXlsx(expected=XLSX)
        entered = await asyncio.to_thread(read, body)
        try:
            return command_of(door, orjson.dumps(entered.document))
        except InvalidInput as invalid:
            raise _by_cell(invalid, entered) from None

    try:
        return await carried_out(request, door, made)
    except Refusal as refusal:
        if entered is not None:
            _name_cells(refusal.fields, entered)
        raise


def _name_cells(said: dict[str, Any], entered: Entered) -> None:
    """Put worksheet and cell beside each fault of a refusal, or beside the key that is taken."""
    named, whole = entered.named, entered.whole
    if "faults" in said:
        said["faults"] = [{**each, **named.get(each["at"], whole).to_document()} for each in said["faults"]]
    elif (key := said.get("key")) in named:
        said.update(named[key].to_document())


def _by_cell(invalid: InvalidInput, entered: Entered) -> WorkbookFaults:
    errors = invalid.fields["errors"]
    return faulty(
        [
            {**entered.place_of(each["pointer"]).to_document(), "code": each["type"], "vi": each["vi"], "en": each["en"]}
            for each in errors
        ]
    )


def require_right(faults: Sequence[CellFault]) -> None:
    """Refuse the file if any cell is not right, naming all of them."""
    if faults:
        raise faulty([fault.to_document() for fault in faults])


GIVEN: Final[dict[str, Any]] = {"tags": ["workbooks"], "response_class": Response, "responses": ANSWER}
"""What a route says of itself that gives a file."""
TAKEN: Final[dict[str, Any]] = {
    "tags": ["workbooks"],
    "response_class": Response,
    "responses": openapi.COMMAND_ANSWERS,
    "openapi_extra": {"requestBody": {"required": True, "content": FILE}, "parameters": openapi.COMMAND_HEADERS},
    "dependencies": [Depends(bearer)],
}
"""And one that takes a file in the place of a command's JSON."""
