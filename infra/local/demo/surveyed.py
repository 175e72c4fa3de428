"""What came of what goes on around the scoring, asked by the public queries: flags, council, complaints, the South-West."""

from __future__ import annotations

from infra.local.demo.around import council, seated
from infra.local.demo.client import Client
from infra.local.demo.complaints import complained
from infra.local.demo.ids import LAST_DAY, SEASON, id_of
from infra.local.demo.south_west import SOUTH_WEST, home_affairs
from infra.local.demo.units import clusters


async def faults_around(client: Client) -> list[str]:
    """Who held a flag on the season's last day without being its cluster's leader of March, who sits in a wrong seat, who did
    not sign in the South-West.
    """
    flags = {row["flag"]: row["custody"]["holder"] for row in await client.pages("registry", f"/rotating-flags?on={LAST_DAY}")}
    expected = {str(id_of("rotating-flag", cluster.number)): str(cluster.leader.id) for cluster in clusters()}
    expected[str(id_of("rotating-flag", "south-west"))] = str(home_affairs()[0])
    sits = await client.ask("registry", f"/councils/{council()}?on={LAST_DAY}")
    seats = [seat["unit"] for seat in sits["in_force"]["seats"]]
    agreement = await client.ask("scoring", f"/agreements/{SOUTH_WEST}")
    signed = [party for party in agreement["parties"] if party["signature"]]
    outcomes = {row["complaint"]: row["outcome"] for row in await client.pages("ranking", f"/complaints?season={SEASON}")}
    compared = {
        "rotating flags": (flags, expected),
        "the block's council": (seats, seated()),
        "complaints": (outcomes, {str(complaint): outcome for complaint, outcome in complained()}),
        "signatures of the South-West": (len(signed), len(home_affairs())),
        "the agreement of the South-West is closed": (agreement["closed_at"] is not None, True),
    }
    return [f"{what}: {is_} instead of {should}" for what, (is_, should) in compared.items() if is_ != should]
