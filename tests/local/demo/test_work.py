"""The work around the season: told on its days, and as its data files say."""

import json
from datetime import date
from itertools import chain

from infra.local.demo.files import table
from infra.local.demo.season import season
from infra.local.demo.worked import STILL_OPEN

DAYS = ("on", "issued_on")


def test_nothing_is_told_before_it_happened():
    for phase in season().phases:
        for command in chain.from_iterable(phase.tracks):
            if command.service != "registry":
                continue
            body = json.loads(command.body)
            for name in DAYS:
                assert name not in body or date.fromisoformat(body[name]) <= phase.day, command.key
            assert "received_at" not in body or date.fromisoformat(body["received_at"][:10]) < phase.day


def test_a_document_of_the_work_is_recorded_before_it_is_cited_and_says_that_it_is_made_up():
    for entry in table("work")["document"]:
        assert entry["number"].startswith("MAU-")
        assert entry["abstract"].endswith("(dữ liệu mẫu).")
    recorded: set[str] = set()
    for phase in season().phases:
        for track in phase.tracks:
            own = set()
            for command in track:
                if command.service != "registry":
                    continue
                body = json.loads(command.body)
                if command.name == "record-legal-document":
                    own.add(body["document"])
                else:
                    cited = {body.get(name) for name in ("document", "minutes", "by")} - {None}
                    assert cited <= recorded | own, command.key
            recorded |= own


def test_one_task_of_all_plans_stays_open():
    work = table("work")
    plans = [work[name] for name in ("plan", "training", "cluster_plan")]
    assert [(plan["kind"], task["task"]) for plan in plans for task in plan["tasks"] if "done" not in task] == STILL_OPEN
