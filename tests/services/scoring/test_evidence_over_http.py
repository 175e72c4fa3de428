"""Evidence in the running service: uploaded, cited, handed out; what is refused is not kept."""

from __future__ import annotations

import base64
import io
import json
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from contracts.examples import changed
from contracts.examples.registry import RULE_PACK_ADOPTED
from contracts.rules import EvidenceKind
from infra.audit import verify as verifier
from infra.local.cli import app
from infra.local.ports import free_port
from infra.runtime.files.store import FileStore
from tests.faults.outages.rooms import room
from tests.runtime.files.made import BAD, GOOD, office, pdf
from tests.services.scoring.town import EVIDENCE, Town, change, sheet
from tests.services.voice import Voice
from tests.system import Client, Process, System

MEGABYTE = 1024 * 1024


def place(town: Town, unit: Any, name: str = "") -> str:
    return f"/scoresheets/{town.cluster}/units/{unit}/evidence{name and '/'}{name}"


def upload(person: Client, path: str, content: Any, **headers: str) -> httpx.Response:
    seen = ",".join(f"{log}@{position}" for log, position in sorted(person.seen.items()))
    return person.http.post(path, content=content, headers={"Thidua-Seen": seen, **headers})


def refused(answer: httpx.Response, code: str) -> dict[str, Any]:
    problem = answer.json()
    assert (problem["code"], answer.status_code) == (code, problem["status"]), answer.text
    assert problem["vi"] != problem["en"]
    return dict(problem)


def kept(system: System) -> set[str]:
    return {path.name for path in files(system).rglob("*") if path.is_file()}


def files(system: System) -> Path:
    return system.directory / "files" / "scoring"


def cited(content: bytes, **fields: Any) -> dict[str, Any]:
    return {**EVIDENCE, "sha256": sha256(content).hexdigest(), "size": len(content), **fields}


@pytest.fixture(scope="module")
def town(scoring: System, voice: Voice) -> Town:
    """Self-scoring is open; every test of this module takes another unit or another file."""
    return Town(scoring, voice).founded().opened()


def test_a_file_is_taken_in_once_and_handed_out_to_whoever_may_see_the_sheet(town: Town) -> None:
    first, second, third, _ = town.units
    content, officer = pdf("minh chứng của đơn vị ba"), town.officer(third)
    digest = f"sha-256=:{base64.b64encode(sha256(content).digest()).decode()}:"
    answer = upload(officer, place(town, third), content, **{"Content-Digest": digest})
    assert answer.status_code == 200, answer.text
    name = sha256(content).hexdigest()
    assert answer.json() == {
        "sha256": name,
        "size": len(content),
        "kind": "pdf",
        "media_type": "application/pdf",
        "extension": "pdf",
    }
    assert upload(officer, place(town, third), content).json() == answer.json()
    # Nobody reads what no sheet cites, whoever uploaded it.
    refused(officer.get(place(town, third, name)), "not-found")
    stated = sheet()
    stated[0]["evidence"] = [cited(content, file_name='Báo cáo "năm".exe')]
    officer.accepted("submit-self-sheet", town.own(third, stated))
    for reader in (town.officer(third), town.officer(first), town.board, town.person("auditor"), town.person("council-member")):
        found = reader.get(place(town, third, name))
        assert (found.status_code, found.content) == (200, content), found.text
        assert found.headers["content-type"] == "application/pdf"
        assert found.headers["content-disposition"] == "attachment; filename*=UTF-8''B%C3%A1o%20c%C3%A1o%20-n%C4%83m-.exe.pdf"
        assert found.headers["x-content-type-options"] == "nosniff"
    for stranger in (town.officer(second), town.person("board-officer", "a-elsewhere")):
        refused(stranger.get(place(town, third, name)), "not-found")
    refused(town.person("operator").get(place(town, third, name)), "role-not-allowed")
    # Nor under another unit's sheet, which does not cite it.
    refused(town.board.get(place(town, first, name)), "not-found")
    assert town.board.get(place(town, third, "AB" * 32)).status_code == 422


@pytest.fixture(scope="module")
def strict(scoring: System, voice: Voice) -> Town:
    """A season whose pack states figures of evidence: a megabyte, two to a leaf, no Office."""
    town = Town(scoring, voice)
    kinds = (EvidenceKind.PDF, EvidenceKind.IMAGE)
    stated = {"evidence_megabytes_max": 1, "evidence_per_leaf_max": 2, "evidence_kinds": kinds}
    town.founded()
    town.says(changed(RULE_PACK_ADOPTED, authority=town.authority, scoring=changed(RULE_PACK_ADOPTED.scoring, **stated)))
    return town.opened()


def test_a_season_with_rules_of_evidence_takes_what_was_uploaded_and_nothing_else(strict: Town) -> None:
    """By its own figures; what is missing is told by leaf and file, and the sheet is taken once it is there."""
    unit, content = strict.units[2], pdf("đủ minh chứng")
    officer, path = strict.officer(unit), place(strict, unit)
    assert refused(upload(officer, path, pdf(size=MEGABYTE + 100)), "file-too-large")["megabytes"] == 1
    assert refused(upload(officer, path, office()), "file-kind-not-taken")["kinds"] == "pdf, image"
    stated = sheet()
    stated[0]["evidence"] = [cited(content, file_name="bao-cao.pdf")]
    stated[3]["evidence"] = [cited(content, file_name="quyet-dinh.pdf")]
    problem = officer.refused("submit-self-sheet", strict.own(unit, stated), "sheet-unsound")
    assert [(fault["code"], fault["at"], fault["file_name"]) for fault in problem["faults"]] == [
        ("evidence-not-uploaded", "I.1", "bao-cao.pdf"),
        ("evidence-not-uploaded", "II.2", "quyet-dinh.pdf"),
    ]
    assert strict.sheet_of(unit)["layers"] == []
    assert upload(officer, path, content).status_code == 200
    officer.accepted("submit-self-sheet", strict.own(unit, stated))
    assert strict.sheet_of(unit)["evidence_kept"] is True
    assert officer.get(place(strict, unit, sha256(content).hexdigest())).content == content


def test_what_is_no_longer_there_is_told_as_missing_and_counted(strict: Town) -> None:
    """Also to a sheet that cites it again: what the store lost has to be uploaded once more."""
    unit, content = strict.units[1], pdf("sẽ mất")
    officer, name = strict.officer(unit), sha256(content).hexdigest()
    assert upload(officer, place(strict, unit), content).status_code == 200
    stated = sheet()
    stated[0]["evidence"] = [cited(content)]
    officer.accepted("submit-self-sheet", strict.own(unit, stated))
    (files(strict.system) / "objects" / name[:2] / name[2:4] / name).unlink()
    before = faulty(strict, "missing")
    refused(officer.get(place(strict, unit, name)), "file-missing")
    assert faulty(strict, "missing") == before + 1
    stated[1]["input"]["actual"] = "9"
    problem = officer.refused("submit-self-sheet", strict.own(unit, stated), "sheet-unsound", if_match=1)
    assert [fault["code"] for fault in problem["faults"]] == ["evidence-not-uploaded"]
    assert upload(officer, place(strict, unit), content).status_code == 200


def thidua(town: Town, *arguments: object) -> tuple[int, str]:
    """Run an operator's command with the settings of the running service."""
    done = CliRunner().invoke(app, [str(each) for each in arguments], env=town.system.environment("scoring"))
    return done.exit_code, done.output


def test_verify_and_an_export_tell_of_every_cited_file(strict: Town, tmp_path: Path) -> None:
    """Without --evidence the export says that files stay behind; with it the standalone verifier reads each byte."""
    unit, content = strict.units[3], pdf("mang đi kiểm tra")
    officer, name = strict.officer(unit), sha256(content).hexdigest()
    assert upload(officer, place(strict, unit), content).status_code == 200
    stated = sheet()
    stated[0]["evidence"], stated[3]["evidence"] = [], [cited(content, file_name="kiem-tra.pdf")]
    officer.accepted("submit-self-sheet", strict.own(unit, stated))
    folder = tmp_path / "away"
    code, said = thidua(strict, "export", "scoring", folder)
    assert (code, "do NOT go along" in said) == (0, True), said
    assert "were not taken along: not checked" in checked(folder)[1]
    code, said = thidua(strict, "export", "scoring", folder, "--evidence")
    assert (code, "cited files go along" in said) == (0, True), said
    assert (checked(folder)[0], "cited files, byte by byte" in checked(folder)[1]) == (True, True)
    carried = folder / "scoring" / "files" / name[:2] / name[2:4] / name
    carried.write_bytes(content[:-1])
    assert (checked(folder)[0], f"the file {name} was altered" in checked(folder)[1]) == (False, True)
    carried.unlink()
    assert (checked(folder)[0], f"the file {name} is missing" in checked(folder)[1]) == (False, True)

    at = files(strict.system) / "objects" / name[:2] / name[2:4] / name
    at.write_bytes(content[:-1])
    code, said = thidua(strict, "verify", "scoring", "--json")
    failed = [each for each in json.loads(said.splitlines()[-1])["failed"] if each["check"] == "file"]
    assert (code, len(failed)) == (1, 1)
    assert failed[0]["where"].endswith(f"unit {unit}, tiêu chí · leaf II.2, kiem-tra.pdf")
    assert failed[0]["en"] == "the file was altered"
    code, said = thidua(strict, "export", "scoring", folder, "--evidence")
    assert (code, "1 files are missing or altered" in said) == (1, True), said
    at.write_bytes(content)


def checked(folder: Path) -> tuple[bool, str]:
    """What the standalone verifier says of it: whether it holds, and all its words."""
    said = io.StringIO()
    with redirect_stdout(said):
        return verifier.verify(folder, None, None), said.getvalue()


def test_what_was_declared_alone_says_so(town: Town) -> None:
    unit = town.units[0]
    town.officer(unit).accepted("submit-self-sheet", town.own(unit))
    refused(town.board.get(place(town, unit, EVIDENCE["sha256"])), "evidence-not-uploaded")


def test_only_the_units_own_officer_uploads(town: Town) -> None:
    """Foreign unit, wrong role, another cluster's officer, nobody at all: nothing is kept."""
    first, second, *_ = town.units
    content, before = pdf("không phải của mình"), kept(town.system)
    refused(upload(town.officer(second), place(town, first), content), "foreign-unit")
    refused(upload(town.board, place(town, first), content), "role-not-allowed")
    outsider = town.person("unit-officer", unit=town.cluster)
    refused(upload(outsider, place(town, town.cluster), content), "not-found")
    refused(httpx.post(f"{town.board.http.base_url}{place(town, first)}", content=content), "not-signed-in")
    assert kept(town.system) == before


def test_what_is_refused_is_not_kept(town: Town) -> None:
    """Too large, said or found out on the way; empty; damaged on the way; of no kind that is taken."""
    unit = town.units[1]
    officer, path, before = town.officer(unit), place(town, unit), kept(town.system)
    large = pdf(size=10 * MEGABYTE + 100)

    def stream() -> Any:
        yield from (large[n : n + 65536] for n in range(0, len(large), 65536))
        yield from [bytes(65536)] * 64

    assert refused(upload(officer, path, large), "file-too-large")["megabytes"] == 10
    refused(upload(officer, path, stream()), "file-too-large")
    refused(upload(officer, path, b""), "file-empty")
    other = f"sha-256=:{base64.b64encode(bytes(32)).decode()}:"
    refused(upload(officer, path, pdf(), **{"Content-Digest": other}), "digest-differs")
    refused(upload(officer, path, pdf(), **{"Content-Digest": "sha-256=xyz"}), "bad-header")
    for code, contents in BAD.items():
        for content in contents:
            refused(upload(officer, path, content, **{"Content-Type": "application/pdf"}), code)
    assert kept(town.system) == before
    for content in GOOD.values():
        assert upload(officer, path, content).status_code == 200


def test_many_at_once_share_one_content(town: Town) -> None:
    unit, content = town.units[1], pdf("cùng một tệp", size=MEGABYTE)
    officer, path = town.officer(unit), place(town, unit)
    before = kept(town.system)
    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(lambda _: upload(officer, path, content), range(16)))
    assert {answer.status_code for answer in answers} == {200}
    assert kept(town.system) - before == {sha256(content).hexdigest()}


def test_a_changed_or_missing_file_never_leaves_as_good_and_is_counted(town: Town) -> None:
    """Taken out: the hash before the answer begins. Then the changed byte would be found at the end alone."""
    unit, content = town.units[3], office(**{"word/media/1.png": bytes(400_000)})
    officer = town.officer(unit)
    assert upload(officer, place(town, unit), content).status_code == 200
    name = sha256(content).hexdigest()
    stated = sheet()
    stated[0]["evidence"] = [cited(content)]
    officer.accepted("submit-self-sheet", town.own(unit, stated))
    at = files(town.system) / "objects" / name[:2] / name[2:4] / name
    before = faulty(town, "altered")
    at.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    refused(officer.get(place(town, unit, name)), "file-altered")
    assert faulty(town, "altered") == before + 1
    # Uploaded again, it is whole again.
    assert upload(officer, place(town, unit), content).status_code == 200
    assert officer.get(place(town, unit, name)).content == content


def test_leader_and_board_see_what_lies_outside_the_season_at_once(strict: Town) -> None:
    """Each flag as the sheet shows it, also by pages; others see those of the sheets that are theirs to see."""
    unit, content = strict.units[0], pdf("ngoài năm")
    officer = strict.officer(unit)
    assert upload(officer, place(strict, unit), content).status_code == 200
    days = {
        "trong.pdf": {"document_date": "2023-12-31", "period_from": "2022-12-01", "period_to": "2023-01-01"},
        "sau.pdf": {"document_date": "2024-01-01"},
        "truoc.pdf": {"document_date": "2022-12-31"},
        "ky-truoc.pdf": {"period_from": "2022-01-01", "period_to": "2022-12-31"},
    }
    first, second, third, fourth = (cited(content, file_name=name, **stated) for name, stated in days.items())
    stated = sheet()
    stated[0]["evidence"], stated[3]["evidence"] = [first, second], [third, fourth]
    officer.accepted("submit-self-sheet", strict.own(unit, stated))
    address = f"/scoresheets/{strict.cluster}/evidence"
    for reader in (strict.board, strict.officer(strict.leader)):
        found = [each for each in reader.found(address, flagged="true")["items"] if each["unit"] == str(unit)]
        assert [(each["leaf"], each["file_name"]) for each in found] == [
            ("I.1", "sau.pdf"),
            ("II.2", "truoc.pdf"),
            ("II.2", "ky-truoc.pdf"),
        ]
        assert {each["layer"] for each in found} == {"self"}
    shown = {
        e["file_name"]: e["outside_season"]
        for leaf in strict.sheet_of(unit)["leaves"]
        if leaf["own"]
        for e in leaf["own"]["evidence"]
    }
    listed = {e["file_name"]: e["outside_season"] for e in officer.found(address)["items"] if e["unit"] == str(unit)}
    assert shown == listed == {"trong.pdf": False, "sau.pdf": True, "truoc.pdf": True, "ky-truoc.pdf": True}
    page = strict.board.found(address, limit=1)
    assert page["items"][0]["file_name"] == "trong.pdf"
    assert strict.board.found(address, limit=1, after=page["next"])["items"][0]["file_name"] == "sau.pdf"
    other = strict.officer(strict.units[2])
    assert str(unit) not in {each["unit"] for each in other.found(address)["items"]}


def test_an_explanations_evidence_is_listed_and_handed_out(scoring: System, voice: Voice) -> None:
    explaining = Town(scoring, voice).founded().closed()
    unit, content = explaining.units[2], pdf("giải trình")
    cut = change("II.2", "times", "Một lần chưa có xác nhận.", times=1)
    explaining.verifier(unit).accepted("verify-sheet", explaining.changes(unit, cut))
    officer = explaining.officer(unit)
    assert upload(officer, place(explaining, unit), content).status_code == 200
    said = {"leaf": "II.2", "text": "Có xác nhận kèm theo.", "evidence": [cited(content, file_name="xac-nhan.pdf")]}
    officer.accepted("explain-sheet", explaining.body(unit=unit, explanations=[said]))
    listed = explaining.board.found(f"/scoresheets/{explaining.cluster}/evidence")["items"]
    [piece] = [each for each in listed if each["file_name"] == "xac-nhan.pdf"]
    assert (piece["unit"], piece["leaf"], piece["layer"], piece["version"]) == (str(unit), "II.2", None, 1)
    assert explaining.board.get(place(explaining, unit, piece["sha256"])).content == content


def faulty(town: Town, fault: str) -> float:
    text = httpx.get(f"{town.system.service('scoring').url}/metrics").text
    found = [line for line in text.splitlines() if line.startswith(f'thidua_files_faulty_total{{fault="{fault}"}}')]
    return float(found[0].rpartition(" ")[2]) if found else 0.0


def wait_until(so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not so():
        assert time.monotonic() < deadline, "it never was so"
        time.sleep(0.01)


def test_slow_senders_keep_nobody_from_asking(town: Town) -> None:
    """More who upload slowly than there are connections to the database. Taken out: the snapshot's end before the body."""
    unit, go_on = town.units[1], threading.Event()
    officer, path = town.officer(unit), place(town, unit)

    def slowly() -> Any:
        yield b"%PDF-1.7\n"
        assert go_on.wait(20)
        yield b"%%EOF\n"

    with ThreadPoolExecutor(16) as people:
        uploads = [people.submit(upload, officer, path, slowly()) for _ in range(16)]
        wait_until(lambda: len(list((files(town.system) / "incoming").iterdir())) == 16)
        assert town.sheet_of(unit)["unit"] == str(unit)
        go_on.set()
        assert {each.result().status_code for each in uploads} == {200}


def beside(town: Town, label: str, **changes: str) -> Process:
    """Another process of scoring that answers HTTP alone, on the same database."""
    port = str(free_port())
    process = town.system.spawn("scoring", "--only", "http", label=label, THIDUA_HTTP_PORT=port, **changes)
    process.wait_until_ready()
    return process


def at(town: Town, process: Process, officer: Client) -> Client:
    """The same officer, at another process's door."""
    client = Client(process.url, officer.http.headers["authorization"].removeprefix("Bearer "))
    town.system.clients.append(client)
    return client.has_seen(officer)


@pytest.mark.parametrize(("step", "left"), [("files.received", 1), ("files.kept", 0)])
def test_killed_while_uploading_a_file_is_whole_or_not_there(town: Town, step: str, left: int) -> None:
    """kill -9 before the rename leaves a temporary file alone, which the next start sweeps; behind it the file is whole."""
    unit, content = town.units[1], pdf(f"tắt máy tại {step}")
    officer, name = town.officer(unit), sha256(content).hexdigest()
    killed = beside(town, f"killed-{step}", THIDUA_TEST_STEP=f"{step}:1")
    with pytest.raises(httpx.TransportError):
        upload(at(town, killed, officer), place(town, unit), content)
    assert killed.popen.wait(20) == -signal.SIGKILL
    store = FileStore(files(town.system))
    assert store.holds(name) is (None if left else True)
    assert len(list((store.root / "incoming").iterdir())) == left
    assert store.prepare() == left
    assert upload(officer, place(town, unit), content).json()["sha256"] == name
    assert store.holds(name)


def test_a_full_disk_keeps_nothing_half_and_loses_nothing(town: Town, tmp_path: Path) -> None:
    """507 while there is no room, in both languages; commands go on; then the same upload is taken."""
    unit, before, content = town.units[1], pdf("trước khi đầy"), pdf("sau khi đầy", size=MEGABYTE)
    officer = town.officer(unit)
    with room(tmp_path / "room", 4) as disk:
        process = beside(town, "no-room", THIDUA_FILE_STORE=str(disk.path / "files"))
        store = FileStore(disk.path / "files")
        person = at(town, process, officer)
        assert upload(person, place(town, unit), before).status_code == 200
        disk.fill(leave_kib=64)
        assert refused(upload(person, place(town, unit), content), "store-full")["status"] == 507
        assert list((store.root / "incoming").iterdir()) == []
        assert store.holds(sha256(before).hexdigest())
        assert person.get(f"/scoresheets/{town.cluster}/progress").status_code == 200
        disk.empty()
        assert upload(person, place(town, unit), content).status_code == 200
        assert store.holds(sha256(content).hexdigest())
        assert process.stop() == 0
