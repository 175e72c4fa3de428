"""A small town's season, from its first document to its awards, told to all four services by the people who act."""

from __future__ import annotations

import json
import random
from typing import Any
from uuid import UUID

from infra.local.issuer import Persona
from tests.faults.load import Load, Person
from tests.runtime.files.made import pdf
from tests.services.scoring.cluster import TREE
from tests.services.scoring.town import EVIDENCE, change, sheet

MEMBERS = 4
CRITERIA = [json.loads(criterion.model_dump_json()) for criterion in TREE]
PLACES = [
    {"award": "provincial-flag", "from_rank": 1, "to_rank": 1},
    {"award": "provincial-certificate", "from_rank": 2, "to_rank": 2},
]


async def town(load: Load, chance: random.Random) -> None:
    """Play one season: some sixty commands of thirty kinds. Now and then a unit is suspended or disqualified."""
    await Town(load, chance).play()


class Town:
    def __init__(self, load: Load, chance: random.Random) -> None:
        self._load = load
        self._chance = chance
        self._seen: dict[str, int] = {}
        self.authority = f"a-{chance.getrandbits(48):012x}"
        self.plan, self.cluster, self.decision = self._id(), self._id(), self._id()
        self.submission, self.opinion, self.council = self._id(), self._id(), self._id()
        self.units = [self._id() for _ in range(MEMBERS)]
        self.members = [self._id() for _ in range(3)]
        self.board = self._person(Persona.BOARD_OFFICER)
        self.officers = {unit: self._person(Persona.UNIT_OFFICER, unit) for unit in self.units}

    def _id(self) -> str:
        return str(UUID(int=self._chance.getrandbits(128), version=4))

    def _person(self, persona: Persona, unit: str | None = None) -> Person:
        return Person(self._load, self.authority, self._seen, persona, UUID(unit) if unit else None)

    async def play(self) -> None:
        await self._register()
        await self._agree()
        await self._score()
        await self._publish()
        await self._award()

    async def _register(self) -> None:
        tell, of, under = self.board.tells, {"authority": self.authority}, {"document": self.plan}
        await tell(
            "registry",
            "record-legal-document",
            **of,
            **under,
            kind="plan",
            number=f"{self.authority[2:]}/KH-UBND",
            issuer=f"Ủy ban nhân dân {self.authority}",
            issued_on="2023-01-01",
            abstract="Kế hoạch phong trào thi đua năm 2023.",
        )
        await tell("registry", "adopt-rule-pack", **of, **under, pack="2017")
        await tell("registry", "set-base-salary", **of, **under, amount=1_800_000, valid_from="2023-07-01")
        for number, unit in enumerate(self.units, start=1):
            await tell(
                "registry",
                "register-unit",
                unit,
                **of,
                **under,
                unit=unit,
                kind="commune",
                name=f"Xã Hòa Bình {number}",
                code=f"{self.authority}-{number}",
                parent=None,
                valid_from="2023-01-01",
            )
            staff = self._chance.randrange(20, 60)
            await tell("registry", "record-staff-figures", unit, unit=unit, on="2023-01-01", staff=staff, women=staff // 3)
            found = await self.board.asks("registry", f"/units/{unit}")
            assert found is not None, f"{unit} was registered and is not there"
        await tell("registry", "open-season", **of, year=2023, pack="2017")
        await tell(
            "registry",
            "form-cluster",
            **under,
            cluster=self.cluster,
            season=f"{self.authority}.2023",
            number=1,
            name="Cụm thi đua số 1",
            kind="cluster",
            level="provincial",
            members=self.units,
            valid_from="2023-02-15",
        )
        leads = {"leader": self.units[0], "deputies": [self.units[1]], "valid_from": "2023-03-14"}
        await tell("registry", "recognise-leaders", **under, cluster=self.cluster, **leads)
        await tell("registry", "set-cluster-quota", **under, cluster=self.cluster, places=PLACES)
        roles = ("chair", "secretary", "member")
        seats = [{"person": one, "unit": None, "role": role} for one, role in zip(self.members, roles, strict=True)]
        council = {"council": self.council, "kind": "emulation", "name": f"Hội đồng {self.authority}", "cluster": None}
        days = {"valid_from": "2023-02-15", "valid_to": None}
        await tell("registry", "form-council", **of, **under, **council, seats=seats, **days)

    async def _agree(self) -> None:
        of: dict[str, Any] = {"cluster": self.cluster}
        await self.board.tells("scoring", "draft-scorecard", **of, total=100, criteria=CRITERIA)
        await self.board.tells("scoring", "issue-scorecard", **of)
        digest = (await self.board.asks("scoring", f"/agreements/{self.cluster}"))["digest"]
        for unit, officer in self.officers.items():
            await officer.tells("scoring", "sign-agreement", unit, **of, unit=unit, version=1, digest=digest)
        await self.board.tells("scoring", "close-agreement", **of)

    async def _score(self) -> None:
        of: dict[str, Any] = {"cluster": self.cluster}
        await self.board.tells("scoring", "open-self-scoring", **of)
        active = await self._left_out()
        for unit in active:
            entries = sheet(str(self._chance.randrange(80, 120)), times=self._chance.randrange(2, 5))
            evidence = pdf(f"{self.cluster} {unit}")
            kept = await self.officers[unit].uploads("scoring", f"/scoresheets/{self.cluster}/units/{unit}/evidence", evidence)
            entries[0]["evidence"] = [{**EVIDENCE, "sha256": kept["sha256"], "size": kept["size"]}]
            await self.officers[unit].tells("scoring", "submit-self-sheet", unit, **of, unit=unit, entries=entries)
            await self.board.asks("scoring", f"/scoresheets/{self.cluster}/units/{unit}")
        await self.board.tells("scoring", "close-self-scoring", **of)
        leader, deputy = self.units[:2]
        for unit in active:
            changes = [change("II.2", "times", times=1)] if self._chance.random() < 0.5 else []
            verifier = self.officers[deputy if unit == leader else leader]
            await verifier.tells("scoring", "verify-sheet", unit, **of, unit=unit, changes=changes)
        await self._suspended()
        for unit in active:
            changes = [change("II.1", "met", met=False)] if self._chance.random() < 0.3 else []
            await self.board.tells("scoring", "appraise-sheet", unit, **of, unit=unit, changes=changes)
        await self.board.tells("scoring", "lock-scores", **of)

    async def _left_out(self) -> list[str]:
        """The units that stay in the contest: now and then one is disqualified, and scoring leaves it out by itself."""
        if self._chance.random() < 0.6:
            return self.units
        *others, out = self.units
        about = {"unit": out, "season": f"{self.authority}.2023", "document": self.plan}
        await self.board.tells("registry", "disqualify-unit", **about, on="2023-11-01", ground="Vi phạm (dữ liệu mẫu).")
        path = f"/scoresheets/{self.cluster}/units/{out}"
        await self.board.finds("scoring", path, lambda found: found and found["left_out"])
        return others

    async def _suspended(self) -> None:
        if self._chance.random() < 0.6:
            return
        about = {"unit": self.units[2], "reason": "Đang chờ kết luận (dữ liệu mẫu).", "document": self.plan}
        await self.board.tells("registry", "suspend-unit", **about, ground="inspection", valid_from="2023-11-01")
        await self.board.tells("registry", "lift-suspension", **about, on="2023-12-01")

    async def _publish(self) -> None:
        standing = await self.board.finds("ranking", f"/standings/{self.cluster}")
        await self.board.tells("ranking", "publish-standings", cluster=self.cluster, drawing=standing["drawing"])

    async def _award(self) -> None:
        [round_] = (await self.board.finds("awards", f"/nominations?cluster={self.cluster}", lambda found: found["items"]))[
            "items"
        ]
        if not round_["nominations"]:
            # Its best units share the first rank: people have to choose among them, and this story ends.
            assert {place["reason"] for place in round_["open_places"]} == {"shared-rank"}, round_
            return
        await self._submit(round_["nominations"])
        of: dict[str, Any] = {"decision": self.decision}
        title = "Tặng Cờ thi đua, Bằng khen năm 2023 (dữ liệu mẫu)"
        await self.board.tells("awards", "draft-decision", **of, title=title, submissions=[self.submission])
        await self.board.tells(
            "awards",
            "sign-decision",
            **of,
            issuer=f"Chủ tịch Ủy ban nhân dân {self.authority}",
            series="QĐ-UBND",
            number=2135,
            signed_on="2023-12-29",
            signer_name="Nguyễn Văn Mẫu",
            signer_title="Chủ tịch (dữ liệu mẫu)",
            bases=[self.plan],
        )
        items = (await self.board.asks("awards", f"/decisions/{self.decision}"))["items"]
        await self.board.tells("awards", "grant-awards", **of, awards=[item["award_id"] for item in items])
        await self.board.asks("awards", f"/seasons/{self.authority}.2023/summary")

    async def _submit(self, nominations: list[dict[str, Any]]) -> None:
        tell, of, day = self.board.tells, {"submission": self.submission}, "2023-12-29"
        paper = {"kind": "document", "number": "1/BC", "issued_on": day}
        papers = [{"paper": code, "source": paper} for code in ("unit-proposal", "achievement-report", "review-minutes")]
        named = [{"cluster": self.cluster, "unit": one["unit"], "award": one["award"]} for one in nominations]
        for nomination in named:
            about = f"{nomination['unit']}/{nomination['award']}"
            await self.officers[nomination["unit"]].tells("awards", "hand-in-papers", about, **nomination, papers=papers)
        await tell("awards", "receive-dossiers", cluster=self.cluster, received_on=day)
        signer = {"signer_name": "Trần Thị Mẫu", "signer_title": "Giám đốc (dữ liệu mẫu)"}
        number = {"issuer": f"Sở Nội vụ {self.authority}", "series": "TTr-SNV", "number": 412}
        title = "Đề nghị tặng Cờ thi đua, Bằng khen năm 2023 (dữ liệu mẫu)"
        whole = {**of, **signer, **number, "title": title, "clusters": [self.cluster]}
        await tell("awards", "submit-nominations", **whole, submitted_on=day)
        asked = [{"opinion": self.opinion, "name": "Công an tỉnh (dữ liệu mẫu)"}]
        await tell("awards", "ask-opinions", **of, asked_on=day, asked=asked)
        said = {"opinion": self.opinion, "stance": "agrees", "document": paper}
        await tell("awards", "receive-opinion", **of, **said, received_on=day)
        await tell("awards", "conclude-appraisal", **of, concluded_on=day, document=paper, conclusion="Đủ điều kiện.")
        votes = [{**nomination, "yes": 3, "no": 0} for nomination in named]
        session = {"council": self.council, "held_on": day, "minutes": "1/BB", "present": self.members}
        await tell("awards", "record-council-vote", **of, **session, votes=votes)
