"""``key`` and ``bundle`` as a user meets them: exit codes, refusals in words, and nothing written on the way."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from anzenkarte.cli.commands import GROUPS, build
from anzenkarte.cli.outcome import BAD_INPUT, FINE, guarded
from anzenkarte.exchange.bundle.pack import pack
from tests.unpacked import unpacked

VENDOR = "urn:uuid:382b2224-c029-4287-b831-8e5c9ebd8abd"
HOSPITAL = "urn:uuid:e50be5f9-fac2-45c2-b93b-398fca3d3f67"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """``run("vendor", "key", "list")``: exit code, standard output, standard error."""
    monkeypatch.setenv("ANZENKARTE_LANG", "en")
    monkeypatch.setenv("ANZENKARTE_PASSPHRASE", "a passphrase of the tests")
    monkeypatch.chdir(tmp_path)

    def ask(party: str, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setenv("ANZENKARTE_HOME", str(tmp_path / f"{party}-home"))
        monkeypatch.setattr(sys, "argv", ["anzenkarte", *arguments])
        capsys.readouterr()
        code = guarded(build(GROUPS))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return ask


def made(run: Run, party: str, urn: str, name: str, role: str = "approver") -> str:
    """A key, its card in ``NAME.key``; its fingerprint."""
    code, out, err = run(party, "key", "new", name, "--party", urn, "--role", role, "--card", f"{name}.key")
    assert code == FINE, err
    return next(line.partition(": ")[2] for line in out.splitlines() if line.startswith("fingerprint"))


@pytest.fixture
def parties(run: Run) -> None:
    """Vendor and hospital who trust each other, and the vendor's first bundle, ``1.anzen``."""
    vendor, hospital = made(run, "vendor", VENDOR, "officer"), made(run, "hospital", HOSPITAL, "director")
    assert run("vendor", "key", "trust", "director.key", "--fingerprint", hospital, "--as", "approver")[0] == FINE
    assert run("hospital", "key", "trust", "officer.key", "--fingerprint", vendor[:16], "--as", "approver")[0] == FINE
    assert run("vendor", "bundle", "seal", "handa-2021", "--key", "officer", "--out", "1.anzen")[0] == FINE


@pytest.mark.usefixtures("parties")
def test_an_untrusted_and_a_revoked_key_end_with_2(run: Run) -> None:
    assert run("hospital", "bundle", "verify", "1.anzen")[0] == FINE
    code, _, err = run("nobody", "bundle", "verify", "1.anzen")
    assert (code, "is not trusted here" in err) == (BAD_INPUT, True)
    assert run("hospital", "key", "revoke", "officer", "--reason", "lost")[0] == FINE
    code, _, err = run("hospital", "bundle", "verify", "1.anzen")
    assert (code, "was revoked" in err) == (BAD_INPUT, True)
    listed = json.loads(run("hospital", "key", "list", "--format", "json")[1])
    assert [(key["name"], key["own"], key["revoked"]) for key in listed] == [
        ("director", True, False),
        ("officer", False, True),
    ]


@pytest.mark.usefixtures("parties")
def test_a_tampered_bundle_opens_nothing(run: Run, tmp_path: Path) -> None:
    members = unpacked((tmp_path / "1.anzen").read_bytes())
    before = sorted(path.name for path in tmp_path.iterdir())
    for name, data in (("lines.json", members["lines.json"] + b" "), ("../../evil", b"x")):
        (tmp_path / "1.anzen").write_bytes(pack({**members, name: data}))
        code, _, err = run("hospital", "bundle", "open", "1.anzen", "--out", "opened")
        assert code == BAD_INPUT
        assert "1.anzen" in err
    after = sorted(path.name for path in tmp_path.iterdir())
    assert before == after
    assert not (tmp_path / "hospital-home/bundles").exists()


@pytest.mark.usefixtures("parties")
def test_an_old_bundle_is_refused_unless_asked_for_and_a_gap_is_told(run: Run) -> None:
    for number in (2, 3):
        assert run("vendor", "bundle", "seal", "handa-2021", "--key", "officer", "--out", f"{number}.anzen")[0] == FINE
    assert run("hospital", "bundle", "open", "1.anzen", "--out", "o")[0] == FINE
    code, out, _ = run("hospital", "bundle", "open", "3.anzen", "--out", "o")
    assert (code, "is missing here" in out) == (FINE, True)
    code, _, err = run("hospital", "bundle", "open", "1.anzen", "--out", "o")
    assert (code, "number 3" in err) == (BAD_INPUT, True)
    code, out, _ = run("hospital", "bundle", "open", "1.anzen", "--out", "o", "--old")
    assert (code, "opened before" in out) == (FINE, True)


@pytest.mark.usefixtures("parties")
def test_a_bundle_for_another_audience_is_refused(run: Run) -> None:
    made(run, "third", "urn:uuid:00000000-0000-4000-8000-000000000000", "third")
    printed = run("hospital", "key", "list", "--format", "json")[1]
    officer = next(key["id"] for key in json.loads(printed) if key["name"] == "officer")
    assert run("third", "key", "trust", "officer.key", "--fingerprint", officer)[0] == FINE
    code, _, err = run("third", "bundle", "open", "1.anzen", "--out", "o")
    assert (code, "addressed to" in err) == (BAD_INPUT, True)


@pytest.mark.usefixtures("parties")
def test_what_is_encrypted_is_answered_encrypted(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cert.txt").write_text("a secret certificate")
    seal = ("bundle", "seal", "handa-2021", "--key", "officer", "--evidence", "cert.txt", "--to", "director")
    assert run("vendor", *seal, "--out", "2.anzen")[0] == FINE
    assert b"secret certificate" not in (tmp_path / "2.anzen").read_bytes()
    assert run("hospital", "bundle", "open", "2.anzen", "--out", "o")[0] == FINE
    assert (tmp_path / "o/evidence/cert.txt").read_text() == "a secret certificate"
    (tmp_path / "a.yaml").write_text('answers: [{line: "*", word: accept}]')
    answer = ("bundle", "answer", "2.anzen", "--key", "director", "--answers", "a.yaml", "--out", "3.anzen")
    assert run("hospital", *answer)[0] == FINE
    assert b"accept" not in (tmp_path / "3.anzen").read_bytes()
    code, out, _ = run("vendor", "bundle", "agreement", "3.anzen", "2.anzen", "--format", "json")
    assert code == FINE
    assert {line["state"] for line in json.loads(out)} == {"agreed"}
    assert run("vendor", "bundle", "open", "3.anzen", "--out", "v")[0] == FINE
    assert not (tmp_path / "v/karte.yaml").exists()
    code, _, err = run("vendor", "bundle", "diff", "3.anzen")
    assert (code, "no documents" in err) == (BAD_INPUT, True)


@pytest.mark.usefixtures("parties")
def test_papers_beside_the_bundle(run: Run, tmp_path: Path) -> None:
    (tmp_path / "p.html").write_text("<p>14 days</p>")
    seal = ("bundle", "seal", "handa-2021", "--key", "officer", "--paper", "p.html", "--out", "2.anzen")
    assert run("vendor", *seal)[0] == FINE
    verify = ("bundle", "verify", "2.anzen", "--paper", "p.html")
    assert "p.html: unchanged." in run("hospital", *verify)[1]
    (tmp_path / "p.html").write_text("<div>14  days</div>")
    assert "p.html: converted, content equal." in run("hospital", *verify)[1]
    (tmp_path / "p.html").write_text("<div>15 days</div>")
    assert run("hospital", *verify)[0] == BAD_INPUT


@pytest.mark.usefixtures("parties")
def test_refusals_of_sealing_and_answering(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(run, "vendor", "urn:uuid:00000000-0000-4000-8000-000000000000", "stranger")
    seal = ("bundle", "seal", "handa-2021", "--out", "x.anzen", "--key")
    assert "on neither side" in run("vendor", *seal, "stranger")[2]
    assert "no key" in run("vendor", *seal, "missing")[2]
    (tmp_path / "a.yaml").write_text('answers: [{line: "*", word: accept}]')
    own = ("bundle", "answer", "1.anzen", "--key", "officer", "--answers", "a.yaml", "--out", "x.anzen")
    assert "Your own party" in run("vendor", *own)[2]
    assert "No line is agreed" in run("vendor", "bundle", "agreement", "1.anzen", "--out", "x.docx")[2]
    monkeypatch.setenv("ANZENKARTE_PASSPHRASE", "something else")
    code, _, err = run("vendor", *seal, "officer")
    assert (code, "passphrase is wrong" in err) == (BAD_INPUT, True)
    monkeypatch.delenv("ANZENKARTE_PASSPHRASE")
    assert "ANZENKARTE_PASSPHRASE" in run("vendor", *seal, "officer")[2]
    assert not (tmp_path / "x.anzen").exists()
    assert not (tmp_path / "x.docx").exists()


def test_a_card_is_trusted_only_with_the_fingerprint_told(run: Run) -> None:
    vendor = made(run, "vendor", VENDOR, "officer")
    for given in ([], ["--fingerprint", vendor[:8]], ["--fingerprint", "0" * 64]):
        assert run("hospital", "key", "trust", "officer.key", *given)[0] == BAD_INPUT
    assert run("hospital", "key", "list")[1].startswith("No key")
    code, out, _ = run("hospital", "key", "trust", "officer.key", "--fingerprint", vendor)
    assert (code, "role: clerk" in out) == (FINE, True)
    new = ("key", "new", "next", "--replaces", "officer", "--role", "approver", "--card", "next.key")
    assert run("vendor", *new)[0] == FINE
    fingerprint = json.loads(run("vendor", "key", "list", "--format", "json")[1])
    after = next(key["id"] for key in fingerprint if key["name"] == "next")
    code, out, _ = run("hospital", "key", "trust", "next.key", "--fingerprint", after)
    assert (code, "Signed by the trusted key officer" in out, "role: clerk" in out) == (FINE, True, True)


@pytest.mark.usefixtures("parties")
@pytest.mark.parametrize("kept", [0, 400])
def test_an_empty_or_cut_file_is_named_as_a_bundle(run: Run, tmp_path: Path, kept: int) -> None:
    (tmp_path / "cut.anzen").write_bytes((tmp_path / "1.anzen").read_bytes()[:kept])
    code, _, err = run("hospital", "bundle", "verify", "cut.anzen")
    assert (code, "a bundle (.anzen)" in err, "xlsx" in err) == (BAD_INPUT, True, False)


@pytest.mark.usefixtures("parties")
def test_what_nobody_can_sign_is_said_in_words_of_the_language(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANZENKARTE_LANG", "ja")
    code, out, err = run("vendor", "bundle", "seal", "handa-2021", "--key", "officer", "--out", "2.anzen")
    assert code == FINE, err
    tally = next(line.partition("：")[2] for line in out.splitlines() if line.startswith("まだ署名できない分担"))
    assert "担当なし" in tally
    assert not re.search("[a-z]", tally)
