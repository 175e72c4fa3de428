"""The turn of the year: two decisions, each under the pack and the base salary that the law names."""

from __future__ import annotations

import asyncio
import uuid

from contracts.examples import changed
from contracts.examples.registry import UNIT_SUSPENDED
from services.awards.app import SERVICE
from tests.services.awards.conftest import move_clock
from tests.services.awards.office import Office
from tests.services.replaying import live_digest, rebuilt_digest
from tests.services.voice import Voice
from tests.system import System


def test_packs_and_money_at_the_turn_of_the_year_and_a_rebuild_that_agrees(awards: System, voice: Voice) -> None:
    december, january, late = (Office(awards, voice).opens().nominates() for _ in range(3))
    december.submits(december.board).accepted("draft-decision", december.draft())
    december.board.accepted("sign-decision", december.sign())
    late.board.accepted("receive-dossiers", late.receive("2023-12-28"))

    move_clock(awards, "2024-01-05T08:00:00+07:00")
    for office in (january, late):
        if office is january:
            office.board.accepted("receive-dossiers", office.receive("2024-01-02"))
        office.board.accepted("submit-nominations", office.submit(submitted_on="2024-01-03"))
        office.board.accepted("draft-decision", office.draft())
        office.board.accepted("sign-decision", office.sign(signed_on="2024-01-05"))

    def certificate(office: Office) -> tuple[str, int]:
        board = office.board
        board.accepted("grant-awards", office.grant(board))
        (found,) = board.found("/awards", award="provincial-certificate")["items"]
        return found["pack"], found["amount"]

    assert certificate(december) == ("2017", 3_600_000)
    assert certificate(january) == ("2024", 5_400_000)
    # Received while pack 2017 held, decided when 2024 did: the law keeps to the pack of the day of receipt.
    assert certificate(late) == ("2017", 3_600_000)

    live = asyncio.run(live_digest(awards, SERVICE))
    rebuilt = asyncio.run(rebuilt_digest(awards, SERVICE, cut=live.cut))
    assert (rebuilt.tables, rebuilt.cut, rebuilt.parked) == (live.tables, live.cut, 0)

    voice.repeats_everything()
    end = late.says(changed(UNIT_SUSPENDED, unit=uuid.uuid4(), authority=late.authority))
    registry = int(end.partition("registry@")[2].partition(",")[0])
    after = asyncio.run(live_digest(awards, SERVICE, at_least={"registry": registry}))
    unmoved = {table: digest for table, digest in after.tables.items() if table != "suspension_change"}
    assert unmoved == {table: live.tables[table] for table in unmoved}
