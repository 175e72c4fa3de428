"""December: members of a cluster vote on what points cannot part, and lots are drawn where the vote ends equal (ranking)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from contracts.base import VIETNAM
from infra.local.demo.contest import Contest, contests
from infra.local.demo.ids import SEASON, YEAR, id_of
from infra.local.demo.plan import BOARD, Actor, Command, Phase, Track, Until, command
from infra.local.demo.ties import TIES
from infra.local.demo.units import Unit
from infra.local.issuer import Persona, person_id

VOTED, DRAWN = date(YEAR, 12, 13), date(YEAR, 12, 15)
SEED_KNOWN = datetime.combine(date(YEAR, 12, 14), time(18, 30), VIETNAM)
SOURCE = "Giải nhất xổ số kiến thiết mẫu, kỳ quay ngày 14/12/2023 (dữ liệu mẫu)."


def votes() -> list[Phase]:
    """13 to 15 December: an electronic ballot on three units, one on paper that ends equal, and its lots."""
    every = [contest for contest in contests() if contest.votes]
    return [
        Phase(
            "ballots",
            "Bỏ phiếu kín phân định đồng hạng / secret ballots on ties",
            VOTED,
            tuple(tuple(_ballot(contest)) for contest in every),
        ),
        Phase(
            "lots",
            "Rút thăm / lots drawn",
            DRAWN,
            tuple(_draw(contest) for contest in every if TIES[contest.cluster.number].seed),
            until=Until("ranking", f"/standings?season={SEASON}&unresolved=false", len(contests())),
        ),
    ]


def _ballot(contest: Contest) -> Iterator[Command]:
    seed = TIES[contest.cluster.number].seed
    roll = [unit for unit in contest.cluster.units if unit.id not in contest.votes]
    method = "paper" if seed else "electronic"
    yield _acts(
        "call-ballot", contest, cluster=contest.cluster.id, kind="tie-break", method=method, candidates=sorted(contest.votes)
    )
    yield _acts(
        "open-ballot",
        contest,
        place="Hội trường Ủy ban nhân dân tỉnh (dữ liệu mẫu)",
        committee=[person_id(Persona.UNIT_OFFICER, unit.id) for unit in roll[:3]],
        present=[unit.id for unit in roll],
        seal=None if seed else _public(contest),
    )
    if not seed:
        for unit, named in zip(roll, _papers(contest, len(roll)), strict=True):
            yield _cast(contest, unit, named)
        yield _acts("close-ballot", contest, cluster=contest.cluster.id, key=_key(contest))
        return
    counted = [{"unit": unit, "votes": count} for unit, count in contest.votes.items()]
    blank = len(roll) - sum(contest.votes.values())
    count = {"kind": "tie-break", "votes": counted, "blank": blank}
    yield _acts("record-paper-count", contest, cluster=contest.cluster.id, handed_out=len(roll), count=count)
    yield command(
        "ranking",
        "announce-lots",
        BOARD,
        contest.cluster.number,
        lots=_lots(contest),
        cluster=contest.cluster.id,
        units=sorted(contest.votes),
        source=SOURCE,
        known_at=SEED_KNOWN,
    )


def _acts(name: str, contest: Contest, **body: Any) -> Command:
    return command("ranking", name, BOARD, contest.cluster.number, ballot=_ballot_id(contest), **body)


def _papers(contest: Contest, voters: int) -> list[UUID | None]:
    """What the voters name, in roll order; the rest is blank."""
    named: list[UUID | None] = [unit for unit, count in contest.votes.items() for _ in range(count)]
    return [*named, *[None] * (voters - len(named))]


def _cast(contest: Contest, unit: Unit, named: UUID | None) -> Command:
    return command(
        "ranking",
        "cast-vote",
        Actor("unit-officer", unit.id),
        contest.cluster.number,
        unit.code,
        ballot=_ballot_id(contest),
        paper={"kind": "tie-break", "unit": named},
        nonce=_made("nonce", unit.code),
    )


def _draw(contest: Contest) -> Track:
    seed = TIES[contest.cluster.number].seed
    return (
        command(
            "ranking", "draw-lots", BOARD, contest.cluster.number, lots=_lots(contest), cluster=contest.cluster.id, seed=seed
        ),
    )


def _ballot_id(contest: Contest) -> UUID:
    return id_of("ballot", contest.cluster.number)


def _lots(contest: Contest) -> UUID:
    return id_of("lots", contest.cluster.number)


def _key(contest: Contest) -> str:
    """The committee's private key: made from a name, as nothing outside a demonstration may be, and so no secret."""
    return _made("committee", contest.cluster.number)


def _public(contest: Contest) -> str:
    private = X25519PrivateKey.from_private_bytes(bytes.fromhex(_key(contest)))
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def _made(*about: object) -> str:
    return sha256("/".join(map(str, (SEASON, *about))).encode()).hexdigest()
