"""An authority with one cluster and its published standings, as the tests of the running service set it up."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from contracts.base import Contract
from contracts.examples import changed
from contracts.examples.ranking import STANDINGS_PUBLISHED
from contracts.examples.registry import (
    BASE_SALARY_SET,
    CLUSTER_FORMED,
    CLUSTER_QUOTA_SET,
    LEGAL_DOCUMENT_RECORDED,
    RULE_PACK_ADOPTED,
    SEASON_OPENED,
    UNIT_REGISTERED,
)
from contracts.rules import AwardForm, CatalogueEntry, Share
from tests.services.awards.examples import CALENDAR, CERTIFICATE, ENTRIES, FLAG, PLACES
from tests.services.voice import Voice
from tests.system import Client, System

ACT_S_MAX = 20.0
RECEIVED_ON = "2023-12-22"
SIGNED_ON = "2023-12-28"
NAMES = ("Mot", "Hai", "Ba", "Bon", "Nam")


def pack(certificate: str, *, whole: bool = False) -> Any:
    """What a pack says about awards: a flag of 8 and a certificate of so many base salaries.

    Its procedure is switched off, step by step and paper by paper, unless it is wanted as a `whole`.
    """
    entries = (
        CatalogueEntry(award=FLAG, form=AwardForm.TITLE, multiple=Decimal(8), basis="Vector"),
        CatalogueEntry(award=CERTIFICATE, form=AwardForm.REWARD, multiple=Decimal(certificate), basis="Vector"),
    )
    procedure: dict[str, Any] = dict(ENTRIES)
    if not whole:
        procedure["dossiers"] = tuple(changed_part(dossier, papers=()) for dossier in ENTRIES["dossiers"])
        procedure["steps"] = tuple(changed_part(step, required=False) for step in ENTRIES["steps"])
    return changed(RULE_PACK_ADOPTED.awards, catalogue=entries, council_quorum=Share(part=2, whole=3), **procedure)


def changed_part(part: Contract, **fields: Any) -> Contract:
    return type(part)(**{**dict(part), **fields})


@dataclass
class Office:
    """An authority, one of its clusters with five units, and the people who look at its awards."""

    system: System
    voice: Voice
    authority: str = field(default_factory=lambda: f"a-{uuid.uuid4().hex[:12]}")
    cluster: uuid.UUID = field(default_factory=uuid.uuid4)
    decision: uuid.UUID = field(default_factory=uuid.uuid4)
    basis: uuid.UUID = field(default_factory=uuid.uuid4)
    submission: uuid.UUID = field(default_factory=uuid.uuid4)
    is_whole: bool = False
    units: tuple[uuid.UUID, ...] = field(default_factory=lambda: tuple(sorted(uuid.uuid4() for _ in NAMES)))

    @property
    def season(self) -> str:
        return f"{self.authority}.2023"

    def says(self, *facts: Any) -> str:
        return self.voice.says(*facts, authority=self.authority)

    def person(self, persona: str, authority: str | None = None, unit: uuid.UUID | None = None) -> Client:
        """Somebody who has heard all that was said so far."""
        client = self.system.client("awards", persona, authority=authority or self.authority, unit=unit)
        told = (part.partition("@") for part in self.voice.seen.split(","))
        client.seen = {log: int(position) for log, _, position in told}
        return client

    @property
    def board(self) -> Client:
        return self.person("board-officer")

    def opens(self) -> Office:
        """Registry says which rules, units and clusters there are."""
        of = {"authority": self.authority}
        self.says(
            changed(RULE_PACK_ADOPTED, **of, awards=pack("2", whole=self.is_whole), calendar=CALENDAR),
            changed(RULE_PACK_ADOPTED, **of, pack="2024", valid_from=date(2024, 1, 1), valid_to=None, awards=pack("3")),
            changed(BASE_SALARY_SET, **of),
            changed(LEGAL_DOCUMENT_RECORDED, **of, document=self.basis),
            changed(SEASON_OPENED, **of, season=self.season),
            *(
                changed(UNIT_REGISTERED, **of, unit=unit, name=name, code=name, parent=None)
                for unit, name in zip(self.units, NAMES, strict=True)
            ),
            self.formed(self.cluster),
        )
        return self

    def silent_pack(self) -> Any:
        """A later version of the pack that says nothing of the procedure, as packs did before there was any."""
        bare = changed_part(pack("2"), dossiers=(), steps=())
        return changed(RULE_PACK_ADOPTED, authority=self.authority, version=2, awards=bare)

    def formed(self, cluster: uuid.UUID, number: int = 1) -> Any:
        of = {"cluster": cluster, "authority": self.authority, "season": self.season}
        return changed(CLUSTER_FORMED, **of, number=number, members=self.units)

    def quota(self, cluster: uuid.UUID | None = None) -> Any:
        return changed(CLUSTER_QUOTA_SET, cluster=cluster or self.cluster, places=PLACES)

    def published(self, ranks: Sequence[int | None] = (1, 2, 3, 4, 5), cluster: uuid.UUID | None = None) -> Any:
        row = STANDINGS_PUBLISHED.rows[0]
        rows = tuple(changed(row, unit=unit, rank=rank) for unit, rank in zip(self.units, ranks, strict=True))
        of = {"cluster": cluster or self.cluster, "authority": self.authority, "season": self.season}
        return changed(STANDINGS_PUBLISHED, **of, rows=rows, unresolved=(), published_on=date(2023, 12, 20))

    def nominated(self, cluster: uuid.UUID | None = None) -> dict[str, Any]:
        """The cluster's round, once it drafted itself."""
        board = self.board
        where = str(cluster or self.cluster)
        (found,) = until(lambda: board.get("/nominations", cluster=where).json(), lambda d: d.get("items"))["items"]
        return dict(found)

    def nominates(self) -> Office:
        self.says(self.quota(), self.published())
        self.nominated()
        return self

    def revised(self, ranks: Sequence[int | None], publication: int = 2) -> Any:
        """The same standings, published anew."""
        return changed(self.published(ranks), publication=publication, published_on=date(2023, 12, 27))

    def amend(self, *places: int) -> dict[str, Any]:
        """Flags for the units named by their places, as the council wants them."""
        flags = [{"unit": str(self.units[place]), "award": "provincial-flag"} for place in places]
        of = {"cluster": str(self.cluster), "document": str(self.basis)}
        return {**of, "nominations": flags, "reason": "Hội đồng thống nhất khác."}

    def receive(self, received_on: str = RECEIVED_ON) -> dict[str, Any]:
        return {"cluster": str(self.cluster), "received_on": received_on}

    def submit(self, **changes: Any) -> dict[str, Any]:
        return {
            "submission": str(self.submission),
            "clusters": [str(self.cluster)],
            "title": "Đề nghị tặng Cờ thi đua, Bằng khen năm 2023",
            "issuer": f"Sở Nội vụ {self.cluster}",
            "series": "TTr-SNV",
            "number": 412,
            "submitted_on": RECEIVED_ON,
            "signer_name": "Trần Thị Mẫu",
            "signer_title": "Giám đốc",
            **changes,
        }

    def draft(self, *submissions: uuid.UUID) -> dict[str, Any]:
        named = [str(submission) for submission in submissions or (self.submission,)]
        return {"decision": str(self.decision), "title": "Tặng Cờ thi đua, Bằng khen năm 2023", "submissions": named}

    def sign(self, **changes: Any) -> dict[str, Any]:
        return {
            "decision": str(self.decision),
            "issuer": f"Chủ tịch Ủy ban nhân dân {self.authority}",
            "series": "QĐ-UBND",
            "number": 2135,
            "signed_on": SIGNED_ON,
            "signer_name": "Nguyễn Văn Mẫu",
            "signer_title": "Chủ tịch",
            "bases": [str(self.basis)],
            **changes,
        }

    def drafted(self) -> Office:
        self.submits(self.nominates().board).accepted("draft-decision", self.draft())
        return self

    def submits(self, board: Client, received_on: str = RECEIVED_ON) -> Client:
        """The dossiers received and the nominations submitted on the same day."""
        board.accepted("receive-dossiers", self.receive(received_on))
        board.accepted("submit-nominations", self.submit(submitted_on=received_on))
        return board

    def drafted_beside(self) -> Office:
        """Two drafted decisions of one authority: this one, and that of the other cluster, which is given back."""
        other = Office(self.system, self.voice, self.authority, basis=self.basis, units=self.units)
        self.drafted()
        self.says(self.formed(other.cluster, 2))
        # A unit is given an award once a season: the other cluster nominates the one that this one does not.
        places, ranks = (self.quota().places[1],), (1, 2, 3, 5, 4)
        self.says(changed(self.quota(other.cluster), places=places), self.published(ranks, other.cluster))
        other.nominated()
        other.submits(self.board).accepted("draft-decision", other.draft())
        return other

    def signed(self) -> Client:
        """A signed decision, and the officer who saw to it."""
        board = self.drafted().board
        board.accepted("sign-decision", self.sign())
        return board

    def grant(self, board: Client, *places: int) -> dict[str, Any]:
        """The command for some items of the decision by their places in it, or for all."""
        items = board.found(f"/decisions/{self.decision}")["items"]
        chosen = [items[place] for place in places] if places else items
        return {"decision": str(self.decision), "awards": [item["award_id"] for item in chosen]}

    def granted(self) -> Client:
        """A register with four awards, and the officer who granted them."""
        board = self.signed()
        board.accepted("grant-awards", self.grant(board))
        return board


def until(ask: Callable[[], Any], holds: Callable[[Any], Any]) -> Any:
    deadline = time.monotonic() + ACT_S_MAX
    while True:
        document = ask()
        if holds(document):
            return document
        assert time.monotonic() < deadline, document
        time.sleep(0.05)
