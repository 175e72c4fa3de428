"""The public feed over HTTP: pages and stream tell what the topic tells, byte for byte, and nothing else."""

from __future__ import annotations

import asyncio
import hashlib
import json
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts.examples import changed
from contracts.topics import log_of
from infra.local.ports import free_port
from infra.runtime.export import VERIFIER
from infra.runtime.kafka import KafkaAddress
from infra.runtime.visits import A_MINUTE
from tests.services.awards.office import Office, until
from tests.system import NO_TLS, Client, System

FEED = log_of("awards.public")
SOURCE = FEED.source("test")


@pytest.fixture
def agency(office: Office) -> Client:
    """Another agency's subscriber, of no authority that this office knows."""
    return office.person("subscriber", "b-elsewhere")


def on_the_topic(system: System) -> list[bytes]:
    """The events of the public log as Kafka has them, repeats dropped."""

    async def read() -> list[bytes]:
        bodies: list[bytes] = []
        async for records in KafkaAddress(system.bootstrap, {}).read_to_end(FEED.topic(system.prefix), 0):
            for record in records:
                if int(json.loads(record.value)["sequence"]) == len(bodies) + 1:
                    bodies.append(record.value)
        return bodies

    return asyncio.run(read())


def pages(agency: Client, limit: int, after: int = 0) -> Iterator[httpx.Response]:
    """Pages to the end of what is told."""
    path: str | None = f"/public/events?after={after}&limit={limit}"
    while path is not None:
        answer = agency.http.get(path)
        assert answer.status_code == 200, answer.text
        yield answer
        path = answer.links["next"]["url"] if "next" in answer.links else None


def all_lines(agency: Client, limit: int = 200) -> list[bytes]:
    return [line for page in pages(agency, limit) for line in page.content.splitlines()]


def told(agency: Client, count: int) -> list[bytes]:
    """All that is told, once it is at least so much."""
    lines: list[bytes] = until(lambda: all_lines(agency), lambda found: len(found) >= count)
    return lines


def settled(agency: Client, office: Office) -> list[bytes]:
    """All that is told, once this office's part is there and nothing more came for a while."""
    ours = f'"subject":"public-results/{office.cluster}"'.encode()

    def is_quiet(lines: list[bytes]) -> bool:
        time.sleep(0.7)
        return any(ours in line for line in lines) and all_lines(agency) == lines

    lines: list[bytes] = until(lambda: all_lines(agency), is_quiet)
    return lines


def streamed(agency: Client, count: int, headers: dict[str, str] | None = None, **parameters: Any) -> list[tuple[int, bytes]]:
    """The first events of a stream."""
    found: list[tuple[int, bytes]] = []
    with agency.http.stream("GET", "/public/stream", headers=headers, params=parameters) as answer:
        assert answer.status_code == 200, answer.read()
        assert answer.headers["content-type"].startswith("text/event-stream")
        rest = b""
        for block in answer.iter_bytes():
            *frames, rest = (rest + block).split(b"\n\n")
            for frame in frames:
                if frame.startswith(b"id: "):
                    id_, data = frame.split(b"\n")
                    found.append((int(id_[4:]), data.removeprefix(b"data: ")))
            if len(found) >= count:
                return found[:count]
    raise AssertionError(f"the stream ended behind {len(found)} events")


def register_numbers(office: Office, board: Client) -> list[str]:
    return [item["register_number"] for item in board.found("/awards", season=office.season)["items"]]


def look_up(system: System, path: str, **headers: str) -> httpx.Response:
    """Ask as a citizen does: without a token."""
    return httpx.get(f"{system.service('awards').url}{path}", headers=headers, verify=NO_TLS)


# Pages and stream


def test_pages_stream_and_topic_agree_byte_for_byte(office: Office, agency: Client) -> None:
    before = len(all_lines(agency))
    office.granted()
    lines = told(agency, before + 6)
    assert on_the_topic(office.system)[: len(lines)] == lines
    assert [line for page in pages(agency, 3) for line in page.content.splitlines()][: len(lines)] == lines
    assert streamed(agency, len(lines)) == list(enumerate(lines, start=1))
    chain = hashlib.sha256(SOURCE.encode()).digest()
    for position, line in enumerate(lines, start=1):
        event = json.loads(line)
        assert (event["sequence"], event["source"], event["actor"][:7]) == (f"{position:020}", SOURCE, "system:")
        if event["type"] == "vn.thidua.log.head-signed.v1":
            assert (event["data"]["position"], event["data"]["chain"]) == (position - 1, chain.hex())
        chain = hashlib.sha256(chain + line).digest()
    types = [json.loads(line)["type"].split(".")[3] for line in lines]
    last = max(place for place, type_ in enumerate(types) if type_ == "award-granted")
    assert types[last + 1] == "head-signed"  # what is granted together is signed behind it, in the same transaction


def test_a_full_page_may_be_kept_and_another_is_asked_for_again(office: Office, agency: Client) -> None:
    office.granted()
    lines = settled(agency, office)
    full = agency.http.get("/public/events", params={"limit": 2})
    assert full.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert (full.headers["thidua-last"], full.content.splitlines()) == ("2", lines[:2])
    last = agency.http.get("/public/events", params={"after": len(lines) - 1})
    assert (last.headers["cache-control"], last.content.splitlines()) == ("private, no-cache", lines[-1:])
    assert last.headers["thidua-end"] == str(len(lines))
    again = agency.http.get("/public/events", params={"after": len(lines) - 1}, headers={"If-None-Match": last.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", last.headers["etag"])
    nothing = agency.http.get("/public/events", params={"after": len(lines)})
    assert (nothing.status_code, nothing.content, nothing.headers["thidua-last"]) == (200, b"", str(len(lines)))


def test_a_stream_goes_on_behind_what_its_reader_has(office: Office, agency: Client) -> None:
    office.granted()
    lines = told(agency, 6)
    assert streamed(agency, 2, {"Last-Event-ID": "3"}) == [(4, lines[3]), (5, lines[4])]
    # The header goes before the address, which a browser keeps when it comes back.
    assert streamed(agency, 1, {"Last-Event-ID": "4"}, after=1) == [(5, lines[4])]
    assert streamed(agency, 1, after=2) == [(3, lines[2])]


def test_what_comes_is_streamed_to_whoever_waits(office: Office, agency: Client) -> None:
    board = office.signed()
    before = len(all_lines(agency))
    with agency.http.stream("GET", "/public/stream", params={"after": before}) as answer:
        blocks = answer.iter_bytes()
        assert next(blocks) == b"retry: 2000\n\n"
        board.accepted("grant-awards", office.grant(board, 0))
        came = b""
        while b"award-granted" not in came:
            came += next(blocks)
        assert came.startswith(b"id: %d\ndata: {" % (before + 1))


def test_streams_end_in_order_when_the_service_stops(office: Office, agency: Client) -> None:
    office.granted()
    lines = settled(agency, office)
    process = office.system.service("awards")
    with agency.http.stream("GET", "/public/stream", params={"after": len(lines)}) as answer:
        blocks = answer.iter_bytes()
        next(blocks)
        assert process.stop() == 0
        # The last chunk came: an answer that breaks off raises.
        assert list(blocks) == []
    office.system.service("awards")
    assert streamed(agency, 1, {"Last-Event-ID": str(len(lines) - 1)}) == [(len(lines), lines[-1])]


def test_who_may_follow_and_what_is_refused(office: Office, agency: Client) -> None:
    end = len(all_lines(agency))
    for path in ("/public/events", "/public/stream"):
        assert look_up(office.system, path).json()["code"] == "not-signed-in"
        for persona in ("unit-officer", "council-member", "line-officer", "operator"):
            assert office.person(persona).get(path).json()["code"] == "role-not-allowed"
        for persona in ("auditor", "board-officer"):
            with office.person(persona).http.stream("GET", path) as answer:
                assert answer.status_code == 200
        beyond = agency.http.get(path, params={"after": end + 1000})
        assert (beyond.status_code, beyond.json()["code"], beyond.json()["position"]) == (409, "position-beyond-log", end + 1000)
        assert agency.http.get(path, params={"after": -1}).json()["code"] == "invalid-input"
        assert agency.http.get(path, headers={"Thidua-As-Of": "2024-01-08"}).json()["code"] == "as-of-not-here"
    for wrong in ("-1", "1.5", "٣", "1" * 30, "a"):
        answer = agency.http.get("/public/stream", headers={"Last-Event-ID": wrong.encode()})  # type: ignore[dict-item]
        assert answer.json()["code"] == "bad-header", wrong
    assert agency.http.get("/public/events", params={"limit": 1001}).json()["code"] == "invalid-input"


def test_published_and_revised_results_are_told_without_a_name(office: Office, agency: Client) -> None:
    published = office.published()
    office.says(published)
    office.says(changed(published, publication=2, digest="cd" * 32))

    def results() -> list[Any]:
        events = map(json.loads, all_lines(agency))
        return [event for event in events if event["subject"] == f"public-results/{office.cluster}"]

    first, second = until(results, lambda found: len(found) == 2)
    assert first["type"] == "vn.thidua.public.results-published.v1"
    assert first["data"] == {
        "cluster": str(office.cluster),
        "season": office.season,
        "authority": office.authority,
        "publication": 1,
        "published_on": "2023-12-20",
        "digest": published.digest,
        "units": 5,
    }
    assert (second["data"]["publication"], second["data"]["digest"]) == (2, "cd" * 32)
    assert not any(unit in json.dumps(first) for unit in map(str, office.units))


# One award, for anybody


def test_anybody_learns_whether_an_award_is_in_force(office: Office) -> None:
    board = office.granted()
    number = register_numbers(office, board)[0]
    answer = until(lambda: look_up(office.system, f"/public/awards/{number}"), lambda found: found.status_code == 200)
    found = answer.json()
    assert (found["in_force"], found["since"], found["by_decision"]) == (True, "2023-12-28", "2135/QĐ-UBND")
    assert (found["unit_name"], found["award"], found["log"]) == ("Mot", "provincial-flag", SOURCE)
    (event,) = found["events"]
    assert event["type"] == "vn.thidua.public.award-granted.v1"
    line = all_lines(office.person("subscriber"))[event["position"] - 1]
    assert json.loads(line)["data"]["register_number"] == number


def test_what_was_not_made_public_is_not_there(office: Office) -> None:
    """A signed decision's items have their numbers before they are granted."""
    board = office.signed()
    number = board.found(f"/decisions/{office.decision}")["items"][0]["register_number"]
    for asked in (number, "bac-lieu.2023.1-QĐ.001", "x", "%27%3B--"):
        for path in (f"/public/awards/{asked}", f"/public/awards/{asked}/proof"):
            answer = look_up(office.system, path)
            assert (answer.status_code, answer.json()["code"]) == (404, "not-found"), answer.text


def test_a_proof_is_checked_far_from_us(office: Office, tmp_path: Path) -> None:
    board = office.granted()
    keys, proof, verifier = tmp_path / "keys.json", tmp_path / "proof.json", tmp_path / "verify.py"
    keys.write_bytes(look_up(office.system, "/keys").content)
    verifier.write_bytes(VERIFIER.read_bytes())
    for number in register_numbers(office, board):
        path = f"/public/awards/{number}/proof"
        proof.write_bytes(until(lambda path=path: look_up(office.system, path), lambda found: found.status_code == 200).content)
        asked = [sys.executable, verifier, "proof", proof, "--keys", keys, "--number", number]
        done = subprocess.run(asked, capture_output=True, text=True, cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"number {number}" in done.stdout


def test_an_address_may_ask_so_often(office: Office) -> None:
    """Told by a gateway that is trusted; the word of anybody else counts for nothing."""
    system = office.system
    system.service("awards")
    port = str(free_port())
    trusting = {"THIDUA_HTTP_PORT": port, "THIDUA_TRUSTED_PROXIES": "127.0.0.1"}
    second = system.spawn("awards", "--only", "http", label="gateway", **trusting)
    second.wait_until_ready()
    with httpx.Client(base_url=second.url, verify=NO_TLS) as citizen:

        def asks(address: str) -> int:
            return citizen.get("/public/awards/none", headers={"X-Forwarded-For": address}).status_code

        assert {asks("192.0.2.1") for _ in range(A_MINUTE)} == {404}
        # A slow machine gives one back now and then.
        answers = (citizen.get("/public/awards/none", headers={"X-Forwarded-For": "192.0.2.1"}) for _ in range(10 * A_MINUTE))
        refused = next(answer for answer in answers if answer.status_code != 404)
        assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (429, "too-many-visits", "1")
        assert asks("192.0.2.2") == 404
    assert second.stop() == 0


def test_a_citizen_finds_a_units_honours_by_its_name(office: Office) -> None:
    office.granted()
    wanted = {"unit": str(office.units[0]), "name": "Mot", "authority": office.authority, "awards": 1}
    search = "/public/units?name=mo%CC%81t"  # with a tone that the name does not have
    until(lambda: look_up(office.system, search).json()["items"], lambda found: wanted in found)
    honours = look_up(office.system, f"/public/units/{office.units[0]}/honours").json()
    assert (honours["name"], [(one["award"], one["is_in_force"]) for one in honours["own"]]) == (
        "Mot",
        [("provincial-flag", True)],
    )
    assert look_up(office.system, f"/public/units/{uuid.uuid4()}/honours").json()["code"] == "not-found"
    for wrong in ("", "x", "a%00b"):
        assert look_up(office.system, f"/public/units?name={wrong}").json()["code"] == "invalid-input"
