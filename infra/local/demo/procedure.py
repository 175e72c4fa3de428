"""From nomination to decision: papers, submissions, opinions, appraisals and the votes of the provincial council (awards)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from infra.local.demo.client import Client
from infra.local.demo.contest import contests
from infra.local.demo.ids import AUTHORITY, SEASON, YEAR, document_id, id_of
from infra.local.demo.plan import BOARD, Actor, Command, Track, command
from infra.local.demo.samples import samples
from infra.local.demo.units import CHANCE, Cluster, Unit, clusters
from infra.local.issuer import Persona, person_id

COUNCIL = id_of("council", "provincial")
SEATED_FROM = 9
"""The leading units of the first nine clusters have an officer each in the council, beside its chair and its secretary."""
AWARDS = {1: "provincial-flag", 2: "provincial-flag", 3: "provincial-flag", 4: "provincial-certificate"}
ASKED = ("Công an tỉnh", "Thanh tra tỉnh", "Cục Thuế tỉnh")
SUBMITTER = "Sở Nội vụ tỉnh Bạc Liêu"
RETURNED = 4
"""The cluster of whose second unit the report comes back once."""


@dataclass(frozen=True, slots=True)
class Nominee:
    """A unit and the award it is nominated for, by its rank as the generator worked it out."""

    cluster: Cluster
    unit: Unit
    award: str
    rank: int

    @property
    def named(self) -> dict[str, Any]:
        return {"cluster": self.cluster.id, "unit": self.unit.id, "award": self.award}


@dataclass(frozen=True, slots=True)
class Session:
    """One submission's way: what it is called, which clusters it puts forward, its number and its days."""

    name: str
    whom: str
    of: Sequence[Cluster]
    number: int
    submitted_on: date
    heard_on: date
    voted_on: date

    @property
    def id(self) -> UUID:
        return id_of("submission", self.name)

    @property
    def nominees(self) -> list[Nominee]:
        return [nominee for cluster in self.of for nominee in nominees(cluster)]


def nominees(cluster: Cluster) -> list[Nominee]:
    """Who stands on ranks 1 to 4, in order."""
    contest = next(each for each in contests() if each.cluster == cluster)
    units = {unit.id: unit for unit in cluster.units}
    places = sorted((place for place in contest.places if place.rank in AWARDS), key=lambda place: place.rank)
    return [Nominee(cluster, units[place.unit], AWARDS[place.rank], place.rank) for place in places]


# The council --------------------------------------------------------------------------------------------------------


def council_formed(formed_on: date) -> Command:
    """Form the provincial council: chair and secretary of the authority's own, and officers of nine leading units."""
    return command(
        "registry",
        "form-council",
        BOARD,
        "provincial",
        council=COUNCIL,
        authority=AUTHORITY,
        kind="emulation",
        name="Hội đồng Thi đua - Khen thưởng tỉnh Bạc Liêu",
        cluster=None,
        seats=[{"person": person, "unit": unit, "role": role} for person, unit, role in _seats()],
        valid_from=formed_on,
        valid_to=None,
        document=document_id("council"),
    )


def _seats() -> list[tuple[UUID, UUID | None, str]]:
    officers = [cluster.leader for cluster in clusters()[:SEATED_FROM]]
    return [
        (person_id(Persona.COUNCIL_MEMBER), None, "chair"),
        (person_id(Persona.BOARD_OFFICER), None, "secretary"),
        *((person_id(Persona.UNIT_OFFICER, unit.id), unit.id, "member") for unit in officers),
    ]


# Dossiers and submission --------------------------------------------------------------------------------------------


def dossiers(of: Sequence[Cluster], received_on: date) -> list[Track]:
    """Each cluster's dossiers: handed in by the units, and received by the board."""
    return [(*_papers(cluster), _received(cluster, received_on)) for cluster in of]


def _papers(cluster: Cluster) -> Iterator[Command]:
    for nominee in nominees(cluster):
        yield _hand_in(nominee)
        if cluster.number == RETURNED and nominee.rank == 2:
            back: dict[str, Any] = {"papers": ["achievement-report"], "reason": "Báo cáo chưa có xác nhận (dữ liệu mẫu)."}
            yield command("awards", "return-dossier", BOARD, nominee.unit.code, **nominee.named, **back)
            yield _hand_in(nominee, "again", papers=[_report(nominee)])


def dossier_of(nominee: Nominee) -> list[dict[str, Any]]:
    """The three papers that every dossier holds."""
    code = nominee.unit.code
    return [
        {"paper": "unit-proposal", "source": _document(f"MAU-{code}/TTr")},
        _report(nominee),
        {"paper": "review-minutes", "source": _document(f"MAU-{code}/BB")},
    ]


def _hand_in(nominee: Nominee, *about: object, papers: list[dict[str, Any]] | None = None) -> Command:
    code = nominee.unit.code
    officer = Actor(Persona.UNIT_OFFICER, nominee.unit.id)
    return command("awards", "hand-in-papers", officer, code, *about, **nominee.named, papers=papers or dossier_of(nominee))


def _report(nominee: Nominee) -> dict[str, Any]:
    (stem, end), sample = next((key, sample) for key, sample in samples().items() if key[1] == "pdf")
    file = {"kind": "file", "name": f"{stem}-{nominee.unit.code}.{end}", "sha256": sample.sha256}
    return {"paper": "achievement-report", "source": file}


def _document(number: str, issued_on: date = date(YEAR, 12, 18)) -> dict[str, Any]:
    return {"kind": "document", "number": number, "issued_on": issued_on}


def _received(cluster: Cluster, received_on: date) -> Command:
    number = cluster.number
    return command("awards", "receive-dossiers", BOARD, number, cluster=cluster.id, received_on=received_on)


def submitted(session: Session) -> Track:
    """Submit the clusters' nominations, and ask three agencies."""
    submit = command(
        "awards",
        "submit-nominations",
        BOARD,
        session.name,
        clusters=[cluster.id for cluster in session.of],
        title=f"Đề nghị tặng cờ thi đua, bằng khen năm {YEAR} cho {session.whom} (dữ liệu mẫu)",
        **signed(session),
    )
    return submit, asked(session)


def signed(session: Session) -> dict[str, Any]:
    """What the submission has on paper beside its title."""
    return {
        "submission": session.id,
        "issuer": SUBMITTER,
        "series": "TTr-SNV",
        "number": session.number,
        "submitted_on": session.submitted_on,
        "signer_name": "Trần Thị Mẫu",
        "signer_title": "Giám đốc Sở Nội vụ (dữ liệu mẫu)",
    }


def asked(session: Session) -> Command:
    """Ask three agencies."""
    units = {unit.name: unit.id for cluster in clusters() for unit in cluster.units}
    whom = [
        {"opinion": _opinion(session, name), "name": name, **({"unit": units[name]} if name in units else {})} for name in ASKED
    ]
    return command(
        "awards",
        "ask-opinions",
        BOARD,
        session.name,
        submission=session.id,
        asked_on=session.submitted_on,
        asked=whom,
    )


# Opinions, appraisal, vote ------------------------------------------------------------------------------------------


def heard(session: Session) -> Track:
    """The three opinions come in, and the board concludes its appraisal."""
    opinions = [
        command(
            "awards",
            "receive-opinion",
            BOARD,
            session.name,
            place,
            submission=session.id,
            opinion=_opinion(session, name),
            received_on=session.heard_on,
            stance="agrees",
            document=_document(f"MAU-{session.number}.{place}/CV", session.heard_on),
        )
        for place, name in enumerate(ASKED, start=1)
    ]
    conclude = command(
        "awards",
        "conclude-appraisal",
        BOARD,
        session.name,
        submission=session.id,
        concluded_on=session.heard_on,
        document=_document(f"MAU-{session.number}/BC-BTĐKT", session.heard_on),
        conclusion="Hồ sơ đủ điều kiện trình Hội đồng (dữ liệu mẫu).",
    )
    return (*opinions, conclude)


def _opinion(session: Session, name: str) -> UUID:
    return id_of("opinion", session.name, name)


def vote(session: Session, against: Mapping[UUID, int] | None = None) -> Command:
    """The council's session: one member is absent, and who sits for a nominated unit withdraws. As many are against as is said of
    the unit, else one now and then.
    """
    seats = _seats()
    absent = seats[2 + CHANCE.below(SEATED_FROM, "absent", session.name)][0]
    present = [(person, unit) for person, unit, _ in seats if person != absent]
    counts = []
    for nominee in session.nominees:
        voters = sum(unit != nominee.unit.id for _, unit in present)
        no = CHANCE.below(2, "no", nominee.unit.code) if against is None else against[nominee.unit.id]
        counts.append({**nominee.named, "yes": voters - no, "no": no})
    return command(
        "awards",
        "record-council-vote",
        BOARD,
        session.name,
        submission=session.id,
        council=COUNCIL,
        held_on=session.voted_on,
        minutes=f"MAU-{session.number}/BB-HĐTĐKT",
        present=[person for person, _ in present],
        votes=counts,
    )


# The result ---------------------------------------------------------------------------------------------------------


async def faults_of_procedure(client: Client) -> list[str]:
    """What of the procedure is not as it has to be: three submissions, everybody voted for, nothing left to do."""
    faults = []
    found = await client.pages("awards", f"/submissions?season={SEASON}")
    if len(found) != 3:
        faults.append(f"{len(found)} submissions instead of 3")
    for row in found:
        if row["for_government"]:
            continue  # its own plan: flag.py
        whole = await client.ask("awards", f"/submissions/{row['submission']}")
        left = [step["step"] for step in whole["steps"] if step["concluded_on"] is None]
        down = [item["unit"] for item in whole["items"] if item["vote"] is None or not item["vote"]["passed"]]
        if left or down or not whole["decisions"]:
            faults.append(f"submission {row['submission_number']}: steps left {left}, voted down {down}")
    open_ = await client.pages("awards", "/reminders?days=366")
    return [*faults, *(f"left to do: {reminder['en']}" for reminder in open_)]
