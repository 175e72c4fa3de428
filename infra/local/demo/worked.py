"""What came of the work around the season, asked by the public queries and held against its data files."""

from __future__ import annotations

from infra.local.demo.client import Client
from infra.local.demo.files import table
from infra.local.demo.ids import LAST_DAY, SEASON, document_id, id_of

STILL_OPEN = [("work", "5")]
"""Of all plans, the one task that nobody did."""
LATER_LAWS = ["39/2013/QH13", "06/2022/QH15", "06/2022/QH15"]
"""What amended and replaced the Law of 2003: its amendment, the Law of 2022, and that again, which replaced the amendment."""


async def work_differs(client: Client) -> list[str]:
    """What registry says otherwise than the data files of the work around the season at the end of its year."""
    work, faults = table("work"), []
    for kind, name in (("mid-year", "mid_year"), ("year-end", "year_end")):
        review = await client.ask("registry", f"/reviews/{id_of('review', kind)}?on={LAST_DAY}")
        said, expected = (review["late"], review["missing"]), (len(work[name]["late"]), len(work[name]["missing"]))
        faults += [f"{kind} review: {said} late and missing instead of {expected}"] if said != expected else []
    rows = await client.pages("registry", f"/work-plan?season={SEASON}&due={LAST_DAY}")
    still_open = [(row["kind"], row["task"]) for row in rows]
    models = await client.pages("registry", f"/exemplary-models?season={SEASON}&on={LAST_DAY}")
    recognised = await client.pages("registry", f"/initiatives?season={SEASON}&recognised=true")
    chain = await client.ask("registry", f"/documents/{document_id('law-2003')}/chain")
    warned = await client.ask("registry", "/document-warnings")
    counted = {
        "tasks still open": (still_open, STILL_OPEN),
        "exemplary models": (len(models), sum("confirmed" in model and "withdrawn" not in model for model in work["model"])),
        "initiatives recognised": (len(recognised), sum("scope" in entry for entry in work["initiative"])),
        "councils that recognised them": (len({each["council_name"] for each in recognised} - {None}), 1),
        "what replaced the Law of 2003": (
            [link["by_number"] for link in chain["later"]],
            ["39/2013/QH13", *["06/2022/QH15"] * 2],
        ),
        "facts whose document was not in force": (warned["facts"], []),
    }
    return faults + [f"{what}: {is_} instead of {should}" for what, (is_, should) in counted.items() if is_ != should]
