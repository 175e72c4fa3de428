"""A ballot over HTTP, as those who hold it and vote in it go through it."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass, field
from typing import Any

from contracts.examples import changed
from contracts.examples.registry import COUNCIL_FORMED
from contracts.registry import CouncilRole, CouncilSeat
from infra.local.issuer import Persona, person_id
from tests.services.ranking.town import TODAY, Town
from tests.services.ranking.voting import KEY, SEAL
from tests.system import Client


@dataclass
class Poll:
    """One ballot in a town. A voter is a unit of the cluster, or in a council a member, by the unit in their token."""

    town: Town
    candidates: tuple[uuid.UUID, ...]
    kind: str = "tie-break"
    method: str = "electronic"
    council: uuid.UUID | None = None
    award: str | None = None
    ballot: uuid.UUID = field(default_factory=uuid.uuid4)
    board: Client = field(init=False)
    voters: list[Client] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.board = self.town.person("board-officer")

    @property
    def call(self) -> dict[str, Any]:
        return {
            "ballot": str(self.ballot),
            "cluster": str(self.town.cluster),
            "kind": self.kind,
            "method": self.method,
            "council": None if self.council is None else str(self.council),
            "candidates": [str(unit) for unit in self.candidates],
            "award": self.award,
        }

    def opening(self, *present: uuid.UUID) -> dict[str, Any]:
        return {
            "ballot": str(self.ballot),
            "place": "Hội trường Ủy ban",
            "committee": [str(uuid.UUID(int=0xC0))],
            "present": [str(self.voter_id(voter)) for voter in present],
            "seal": SEAL if self.method == "electronic" else None,
        }

    @property
    def closing(self) -> dict[str, Any]:
        return {"ballot": str(self.ballot), "cluster": str(self.town.cluster), "key": KEY}

    def opens(self, *present: uuid.UUID) -> Poll:
        self.board.accepted("call-ballot", self.call)
        self.board.accepted("open-ballot", self.opening(*present))
        return self

    def voter_id(self, voter: uuid.UUID) -> uuid.UUID:
        return voter if self.council is None else person_id(Persona.COUNCIL_MEMBER, voter, self.town.authority)

    def voter(self, voter: uuid.UUID, authority: str | None = None) -> Client:
        persona = "unit-officer" if self.council is None else "council-member"
        officer = self.town.person(persona, authority, unit=voter).has_seen(self.board)
        self.voters.append(officer)
        return officer

    def paper(self, said: Any, nonce: str | None = None) -> dict[str, Any]:
        """A vote's body: the unit named or None; of a confirmation the answers by candidate."""
        if self.kind == "tie-break":
            paper: dict[str, Any] = {"kind": "tie-break", "unit": None if said is None else str(said)}
        else:
            answers = [{"candidate": str(unit), "answer": answer} for unit, answer in said.items()]
            paper = {"kind": "confirmation", "answers": answers}
        return {"ballot": str(self.ballot), "paper": paper, "nonce": nonce or secrets.token_hex(32)}

    def found(self, path: str = "") -> Any:
        return self.board.has_seen(*self.voters).found(f"/ballots/{self.ballot}{path}")


def council_of(town: Town, *members: uuid.UUID, own: dict[uuid.UUID, uuid.UUID] | None = None) -> uuid.UUID:
    """A council whose members are named by the units in their tokens; `own` says for which unit they sit."""
    council = uuid.uuid4()
    seats = tuple(
        CouncilSeat(
            person=person_id(Persona.COUNCIL_MEMBER, member, town.authority),
            unit=(own or {}).get(member),
            role=CouncilRole.MEMBER,
        )
        for member in members
    )
    formed = {"council": council, "authority": town.authority, "cluster": None, "seats": seats, "valid_from": TODAY}
    town.says(changed(COUNCIL_FORMED, **formed))
    return council
