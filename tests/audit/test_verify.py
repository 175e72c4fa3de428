"""The standalone verifier: what it lets pass, and every way to tamper with an export that it does not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infra.audit import verify as verifier
from infra.runtime.heads import HeadSigner
from tests.audit.conftest import KEYS, Verifier, forge, rewrite
from tests.runtime import parts

THIEF = Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\1")


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """The keys as the service published them."""
    path = tmp_path / "published.json"
    path.write_text(json.dumps(KEYS))
    return path


@pytest.fixture
def kept(exported: Path, tmp_path: Path) -> Path:
    """The last signed head, at position 8, as somebody kept it."""
    path = tmp_path / "kept.json"
    path.write_text((exported / "heads.jsonl").read_text().splitlines()[-1])
    return path


def without(*positions: int) -> Any:
    return lambda lines: [line for position, line in enumerate(lines, start=1) if position not in positions]


def test_what_was_exported_holds(verify: Verifier, exported: Path, kept: Path, keys: Path) -> None:
    for arguments in ([exported], [exported.parent], [exported, "--head", kept, "--keys", keys]):
        verdict = verify(*arguments)
        assert verdict.code == 0, verdict.said
        assert "9 sự kiện" in verdict.said
        assert "9 events" in verdict.said
        assert "2 signed heads; signatures vouch up to position 8, none yet for the 1 events" in verdict.said
    assert "the kept head (signed): nothing was changed up to position 8" in verdict.said


def test_the_verifier_in_the_folder_is_the_verifier(exported: Path) -> None:
    assert (exported / "verify.py").read_bytes() == Path(verifier.__file__).read_bytes()
    assert {path.name for path in exported.iterdir()} == {
        *("events.jsonl", "heads.jsonl", "head.json", "keys.json", "README.md", "verify.py"),
    }


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_byte_changed_anywhere_is_found(exported: Path, data: st.DataObject) -> None:
    """Taken out: the comparison of the chain with `head.json`, or of `heads.jsonl` with the log."""
    name = data.draw(st.sampled_from(["events.jsonl", "events.jsonl", "heads.jsonl", "head.json"]))
    whole = (exported / name).read_bytes()
    vouched = whole.index(b'"exported_at"') if name == "head.json" else len(whole)
    place = data.draw(st.integers(0, vouched - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda other: other != whole[place]))
    try:
        (exported / name).write_bytes(whole[:place] + bytes([byte]) + whole[place + 1 :])
        report = verifier.check(exported, verifier.keys_in((exported / "keys.json").read_bytes()), None)
        assert report.failed
    finally:
        (exported / name).write_bytes(whole)


def test_a_changed_byte_makes_the_program_fail(verify: Verifier, exported: Path) -> None:
    path = exported / "events.jsonl"
    path.write_bytes(path.read_bytes().replace("Hòa Bình".encode(), "Hòa Bính".encode(), 1))
    verdict = verify(exported)
    assert verdict.code == 1
    assert "The chain does not lead to head.json" in verdict.said
    assert "Position 4: the signed head does not fit the events before it" in verdict.said
    assert "SAI · it does not hold" in verdict.said


def test_a_changed_key_is_found(verify: Verifier, exported: Path) -> None:
    jwks = json.loads((exported / "keys.json").read_text())
    jwks["keys"][0]["x"] = HeadSigner(THIEF).public_jwk()["x"]
    (exported / "keys.json").write_text(json.dumps(jwks))
    verdict = verify(exported)
    assert verdict.code == 1
    assert "keys.json is missing or broken" in verdict.said


def test_a_removed_event_is_found(verify: Verifier, exported: Path) -> None:
    """Taken out: the comparison of `sequence`, and of each signed head."""
    rewrite(exported, without(3))
    verdict = verify(exported)
    assert verdict.code == 1
    assert "Position 3: the event says '00000000000000000004'" in verdict.said


def test_an_added_event_is_found(verify: Verifier, exported: Path) -> None:
    """Taken out: the comparison of `sequence`, of versions, and of ids."""
    rewrite(exported, lambda lines: [*lines[:6], lines[5], *lines[6:]])
    verdict = verify(exported)
    assert verdict.code == 1
    assert "is there twice" in verdict.said
    assert "has version 3, not 4" in verdict.said


def test_an_event_invented_at_the_end_is_found_by_who_kept_the_head(
    verify: Verifier, exported: Path, keys: Path, tmp_path: Path
) -> None:
    """Nothing is signed behind the last head yet: only `head.json` of an earlier export tells that the end was another."""
    shutil.copy(exported / "head.json", tmp_path / "earlier.json")

    def reworded(lines: list[bytes]) -> list[bytes]:
        return [*lines[:8], lines[8].replace(b"system:heads", b"system:thief")]

    rewrite(exported, reworded)
    assert verify(exported, "--keys", keys).code == 0
    verdict = verify(exported, "--keys", keys, "--head", tmp_path / "earlier.json")
    assert verdict.code == 1
    assert "The history up to position 9 is not what it was" in verdict.said


def test_reordered_events_are_found(verify: Verifier, exported: Path) -> None:
    rewrite(exported, lambda lines: [*lines[:4], lines[5], lines[4], *lines[6:]])
    verdict = verify(exported)
    assert verdict.code == 1
    assert "Position 5: the event says '00000000000000000006'" in verdict.said
    assert "time runs backwards" in verdict.said


def test_last_events_cut_off_are_found_by_who_kept_a_head(verify: Verifier, exported: Path, kept: Path, keys: Path) -> None:
    """What is left is sound in itself. Taken out: the question whether the log reaches the kept head."""
    rewrite(exported, lambda lines: lines[:7])
    assert verify(exported, "--keys", keys).code == 0
    verdict = verify(exported, "--keys", keys, "--head", kept)
    assert verdict.code == 1
    assert "ends at position 7, before the kept head at 8: its last events were cut off" in verdict.said
    assert "các sự kiện cuối đã bị cắt" in verdict.said


def test_a_head_that_counts_otherwise_is_found(verify: Verifier, exported: Path) -> None:
    """Taken out: the comparison of the number of events with `head.json`. The chain alone leads where it says."""
    path = exported / "head.json"
    path.write_text(path.read_text().replace('"position": 9', '"position": 8'))
    verdict = verify(exported)
    assert verdict.code == 1
    assert "The log has 9 events, head.json says 8" in verdict.said


def test_a_history_rewritten_without_the_key_is_found_at_the_next_signed_head(
    verify: Verifier, exported: Path, keys: Path
) -> None:
    """By who kept nothing but the published keys. Taken out: the comparison of each signed head with the chain before it."""
    rewrite(exported, lambda lines: [line.replace(b'"staff":10', b'"staff":99') for line in lines])
    verdict = verify(exported, "--keys", keys)
    assert verdict.code == 1
    assert "Position 4: the signed head does not fit the events before it" in verdict.said
    assert "Position 9: the signed head does not fit the events before it" in verdict.said


def test_a_signature_by_another_key_is_found(verify: Verifier, exported: Path, keys: Path) -> None:
    """A history forged whole, with keys of its own: sound in itself, but not signed by the service."""
    forge(exported, THIEF, lambda lines: [line.replace(b'"staff":10', b'"staff":99') for line in lines])
    (exported / "keys.json").write_text(json.dumps({"keys": [HeadSigner(THIEF).public_jwk()]}))
    alone = verify(exported)
    assert alone.code == 0, alone.said
    assert "compare the folder's own keys with published" in alone.said
    verdict = verify(exported, "--keys", keys)
    assert verdict.code == 1
    assert f"Position 4: signed by an unknown key '{HeadSigner(THIEF).key_id}'" in verdict.said


def test_another_signature_under_the_key_id_of_ours_is_found(verify: Verifier, exported: Path, keys: Path) -> None:
    """Taken out: `verify` in `signature_fault`."""
    forge(exported, THIEF, lambda lines: lines)
    stolen, own = HeadSigner(THIEF).key_id.encode(), HeadSigner(parts.KEY).key_id.encode()

    rewrite(exported, lambda lines: [line.replace(stolen, own) for line in lines])
    verdict = verify(exported, "--keys", keys)
    assert verdict.code == 1
    assert "Position 4: the signature is wrong" in verdict.said


def test_a_rewritten_history_is_found_by_who_kept_a_head(verify: Verifier, exported: Path, kept: Path, keys: Path) -> None:
    """Even signed with the service's own key. Taken out: the comparison with the kept head."""
    forge(exported, parts.KEY, lambda lines: [line.replace(b'"staff":10', b'"staff":99') for line in lines])
    assert verify(exported, "--keys", keys).code == 0
    verdict = verify(exported, "--keys", keys, "--head", kept)
    assert verdict.code == 1
    assert "The history up to position 8 is not what it was when the head was kept" in verdict.said


def test_a_foreign_source_is_found(verify: Verifier, exported: Path) -> None:
    """Taken out: the comparison of `source`. The chain alone would hold, computed anew."""
    rewrite(exported, lambda lines: [*lines[:8], lines[8].replace(b"/test/registry/registry", b"/other/registry/registry", 1)])
    verdict = verify(exported)
    assert verdict.code == 1
    assert "Position 9: of another log '/other/registry/registry'" in verdict.said


def test_a_head_kept_of_another_log_or_badly_signed_fails(verify: Verifier, exported: Path, kept: Path, tmp_path: Path) -> None:
    head = json.loads(kept.read_text())
    for change, said in (
        ({"source": "/other/registry/registry"}, "The kept head is of the log /other/registry/registry"),
        ({"position": 7}, "The kept head: the signature is wrong"),
    ):
        (tmp_path / "changed.json").write_text(json.dumps(head | change))
        verdict = verify(exported, "--head", tmp_path / "changed.json")
        assert verdict.code == 1
        assert said in verdict.said


def test_an_unfinished_export_is_no_export(verify: Verifier, exported: Path) -> None:
    (exported / "head.json").unlink()
    verdict = verify(exported)
    assert verdict.code == 1
    assert "the export was not finished" in verdict.said


def test_wrong_usage_is_told_apart(verify: Verifier, exported: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "garbage").write_text("[1")
    assert verify().code == 2
    assert verify(tmp_path / "nowhere").code == 2
    assert verify(tmp_path / "empty").code == 2
    assert verify(exported, "--head", tmp_path / "garbage").code == 2
    assert verify(exported, "--keys", tmp_path / "garbage").code == 2


def with_repeated(signer: HeadSigner, *, broken: bool = False) -> Any:
    """Let the last event repeat a head of another log."""

    def change(lines: list[bytes]) -> list[bytes]:
        head = signer.sign("scoring", "/test/scoring/scoring", 5, bytes(32)).model_dump(mode="json")
        event = json.loads(lines[-1]) | {"type": verifier.HEAD_REPEATED, "data": head | ({"position": 6} if broken else {})}
        return [*lines[:-1], json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()]

    return change


def test_a_repeated_head_has_to_be_signed_by_its_own_service(verify: Verifier, exported: Path, tmp_path: Path) -> None:
    """Taken out: `meet_repeated_head`."""
    signer = HeadSigner(THIEF)
    published = tmp_path / "all.json"
    published.write_text(json.dumps({"keys": [*KEYS["keys"], signer.public_jwk()]}))
    rewrite(exported, with_repeated(signer))
    assert "0 repeated heads of other logs, their signatures hold; 1 could not be checked" in verify(exported).said
    verdict = verify(exported, "--keys", published)
    assert (verdict.code, "1 repeated heads" in verdict.said) == (0, True)
    rewrite(exported, with_repeated(signer, broken=True))
    verdict = verify(exported, "--keys", published)
    assert verdict.code == 1
    assert "the repeated head of /test/scoring/scoring, the signature is wrong" in verdict.said


def test_without_a_kept_head_it_says_what_it_cannot_see(verify: Verifier, exported: Path, kept: Path) -> None:
    assert "without --head a cut-off end is not seen" in verify(exported).said
    assert "without --head" not in verify(exported, "--head", kept).said


def test_heads_of_several_lines_are_told_how_to_be_given(verify: Verifier, exported: Path) -> None:
    verdict = verify(exported, "--head", exported / "heads.jsonl")
    assert verdict.code == 2
    assert "one line of heads.jsonl" in verdict.said


def test_an_auditor_without_the_package_is_told_what_to_install(exported: Path) -> None:
    """Before, it was a traceback, with the exit code of a log that does not hold."""
    command = [sys.executable, "-I", "-S", str(exported / "verify.py"), str(exported)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.count("pip install cryptography") == 2


def test_whoever_stops_reading_has_not_heard_that_it_holds(exported: Path) -> None:
    command = [sys.executable, str(exported / "verify.py"), str(exported)]
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=buffered) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.wait(60) == 1
        assert process.stderr.read() == b""


def test_a_stop_is_no_verdict(exported: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(verifier, "step", stopped)
    assert verifier.main([str(exported)]) == 130
    assert "stopped, not all was checked" in capsys.readouterr().err
