"""``disclosure new|make|read|diff`` and forms for one reader, from the terminal."""

from __future__ import annotations

import io
import json
import zipfile
from importlib.resources import files
from pathlib import Path

import docx
import pypdf
import pytest

from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.cli.commands import GROUPS, build
from anzenkarte.cli.outcome import guarded
from anzenkarte.cli.work.reading import DISCLOSURE
from anzenkarte.documents.disclosure import FILES
from anzenkarte.karte.read import read_file

ON = ("--on", "2026-11-25")
CLINIC = """\
schema: anzenkarte/institution/1
name: aoba
keeper: aoba-clinic
institution: {name: {ja: あおば医院, en: Aoba Clinic}, party: aoba-clinic, kind: clinic, beds: 0, system_staff: 0}
parties:
  aoba-clinic: {urn: "urn:uuid:c0370d26-8cac-410b-bace-7770041bd0aa", name: {ja: あおば医院, en: Aoba Clinic}}
"""


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANZENKARTE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ANZENKARTE_LANG", "en")
    monkeypatch.setenv("ANZENKARTE_PASSPHRASE", "a passphrase for tests")
    monkeypatch.chdir(tmp_path)


def _run(monkeypatch: pytest.MonkeyPatch, *args: str) -> int:
    monkeypatch.setattr("sys.argv", ["anzenkarte", *args])
    return guarded(build(GROUPS))


def _made(monkeypatch: pytest.MonkeyPatch, out: str, recipient: str = "customers") -> int:
    assert _run(monkeypatch, "disclosure", "new", "saas-emr", "--out", "policy.yaml") == 0
    return _run(
        monkeypatch, "disclosure", "make", "saas-emr", "--policy", "policy.yaml", "--for", recipient,
        "--level", "engineer", *ON, "--out", out,
    )  # fmt: skip


def _read(monkeypatch: pytest.MonkeyPatch, file: str, *more: str) -> int:
    Path("clinic.yaml").write_text(CLINIC, encoding="utf-8")
    return _run(monkeypatch, "disclosure", "read", file, "--for", "clinic.yaml", *ON, *more)


def test_new_lists_every_entity_with_comments_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _run(monkeypatch, "disclosure", "new", "saas-emr", "--out", "policy.yaml") == 0
    text = Path("policy.yaml").read_text(encoding="utf-8")
    path = Path(str(files("anzenkarte_catalogues"))) / "cases/saas-emr/karte.yaml"
    entities = [entity for document in read_file(path, open_catalogue().vocabulary) for entity in document]
    assert text.count("{level: ") == len(entities)
    assert "誰に、どの読み方の段階から見せるか" in text
    assert "nothing reaches anybody but its parties" in text


def test_make_writes_all_papers_and_says_what_stays_undecided(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, "disclosure", "new", "saas-emr", "--out", "policy.yaml") == 0
    policy = Path("policy.yaml")
    lines = policy.read_text(encoding="utf-8").splitlines(keepends=True)
    policy.write_text("".join(line for line in lines if "kiku-wifi:" not in line), encoding="utf-8")
    capsys.readouterr()
    arguments = ("saas-emr", "--policy", "policy.yaml", "--for", "kiku-clinic", *ON, "--lang", "en", "--out", "out")
    assert _run(monkeypatch, "disclosure", "make", *arguments) == 0
    assert "engagement/hoshizora-kiku#connection/kiku-wifi" in capsys.readouterr().out
    assert sorted(path.name for path in Path("out").iterdir() if path.name in FILES) == sorted(FILES)
    page = Path("out/index.html").read_text(encoding="utf-8")
    assert "Disclosure to Kiku Internal Medicine" in page
    assert "kiku-7q4f-staff" not in page
    data = json.loads(Path("out/disclosure.json").read_text(encoding="utf-8"))
    assert data["schema"] == "anzenkarte/disclosure/1"
    assert [one["document"] for one in data["made_from"]] == [
        "service/hoshizora-emr", "engagement/hoshizora-kiku", "institution/kiku",
    ]  # fmt: skip
    withheld = {"document": "engagement/hoshizora-kiku", "kind": "connection", "why": "undecided"}
    assert withheld in data["withheld"]
    assert "kiku-wifi" not in json.dumps(data)


def test_diff_says_what_changed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert _made(monkeypatch, "one") == 0
    assert _made(monkeypatch, "two", "kiku-clinic") == 0
    capsys.readouterr()
    assert _run(monkeypatch, "disclosure", "diff", "one/disclosure.json", "two/disclosure.json") == 0
    said = capsys.readouterr().out
    assert "customers in general" in said
    assert "hoshizora-kiku" in said
    assert _run(monkeypatch, "disclosure", "diff", "one/disclosure.json", "one/disclosure.json") == 0
    assert "do not differ" in capsys.readouterr().out


def test_a_policy_that_is_wrong_is_refused_with_every_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("policy.yaml").write_text(
        "schema: anzenkarte/disclosure-policy/1\ndocuments:\n  service/nothing: {}\n  service/hoshizora-emr:\n"
        "    vehicle: {}\n    component:\n      nope: {level: clinic, to: []}\n      emr-web: {level: deep, to: []}\n"
        "      emr-host: {level: clinic, to: [stranger]}\n      emr-database: {to: []}\n",
        encoding="utf-8",
    )
    arguments = ("saas-emr", "--policy", "policy.yaml", "--for", "customers", *ON, "--out", "out")
    assert _run(monkeypatch, "disclosure", "make", *arguments) == 2
    said = capsys.readouterr().err
    found = [line.split(": ", 1)[0] for line in said.splitlines()]
    assert len(found) == 6, said
    assert not Path("out").exists()


def test_read_tells_a_clinic_what_is_missing_on_one_page(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _made(monkeypatch, "out") == 0
    capsys.readouterr()
    assert _read(monkeypatch, "out/disclosure.json", "--lang", "ja", "--out", "page") == 0
    said = capsys.readouterr().out
    assert "あおば医院" in said
    assert "■ 事業者への質問（そのまま送れます）" in said
    assert "すべてのサーバについて" in said
    assert len(pypdf.PdfReader("page/reading.pdf").pages) == 1
    assert any("足りないこと" in p.text for p in docx.Document("page/reading.docx").paragraphs)
    assert "足りないこと" in Path("page/index.html").read_text(encoding="utf-8")


def test_read_takes_a_filled_form(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(monkeypatch, "form", "fill", "sds-mhlw-7.0-annex", "saas-emr", *ON, "--out", "sds.xlsx") == 0
    capsys.readouterr()
    assert _read(monkeypatch, "sds.xlsx", "--format", "json") == 0
    found = {one["id"]: one for one in json.loads(capsys.readouterr().out)}
    assert "!" in found["cloud-way-out"]["told"][0]["where"]
    assert found["cloud-way-out"]["state"] != "depends"
    assert (found["help-on-site"]["state"], found["help-on-site"]["asked"]) == ("missing", False)


def test_read_takes_a_sealed_bundle_with_the_disclosure_inside(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _made(monkeypatch, "out") == 0
    Path(DISCLOSURE).write_bytes(Path("out/disclosure.json").read_bytes())
    urn = "urn:uuid:6a420111-e62a-46b1-98fd-6db92dd9132f"
    assert _run(monkeypatch, "key", "new", "vendor", "--party", urn, "--holder", "vendor", "--role", "clerk") == 0
    sealing = ("--key", "vendor", "--for", "hoshizora-kiku", "--evidence", DISCLOSURE, *ON, "--out", "x.anzen")
    code = _run(monkeypatch, "bundle", "seal", "saas-emr", *sealing)
    assert code == 0, capsys.readouterr().err
    capsys.readouterr()
    assert _read(monkeypatch, "x.anzen", "--format", "json") == 0
    from_bundle = json.loads(capsys.readouterr().out)
    assert _read(monkeypatch, "out/disclosure.json", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == from_bundle


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"schema": "anzenkarte/disclosure/2"}', "anzenkarte/disclosure/2"),
        (b'{"schema": "anzenkarte/disclosure/1"}', "day"),
        (b"{", "double quotes"),
        (b"PK\x03\x04nothing", "x.json"),
    ],
)
def test_read_refuses_what_is_no_disclosure(
    content: bytes, code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("x.json").write_bytes(content)
    assert _read(monkeypatch, "x.json") == 2
    said = capsys.readouterr().err
    assert "x.json" in said
    assert code in said


def _all_text(folder: Path, name: str = "*") -> str:
    parts = []
    for path in sorted(folder.glob(f"{name}.xlsx")):
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            parts += [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    return "\n".join(parts).casefold()


def test_vendor_forms_hold_nothing_of_customers_unless_the_reader_is_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, "form", "fill", "all", "saas-emr", *ON, "--out", "nobody") == 0
    assert "--reader" in capsys.readouterr().err
    assert (
        _run(monkeypatch, "form", "fill", "all", "saas-emr", *ON, "--reader", "tsubaki-hospital", "--out", "one") == 0
    )
    assert _run(monkeypatch, "form", "fill", "all", "saas-emr", *ON, "--for", "hoshizora-kiku", "--out", "two") == 0
    texts = {name: _all_text(Path(name)) for name in ("nobody", "one", "two")}
    traces = {"kiku": ("kiku", "きく内科", "7q4f"), "tsubaki": ("tsubaki", "つばき", "z81m")}
    found = {
        name: {who for who, signs in traces.items() if any(s in text for s in signs)} for name, text in texts.items()
    }
    assert found == {"nobody": set(), "one": {"tsubaki"}, "two": {"kiku"}}


def test_the_only_engagement_of_a_file_is_no_licence_to_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    vendors = [form.id for form in open_catalogue().forms.values() if form.audience == "vendor"]
    fill = ("form", "fill", "all", "nursing-care", *ON)
    assert _run(monkeypatch, *fill, "--out", "open") == 0
    assert _run(monkeypatch, *fill, "--for", "yasuragi-hinata", "--out", "own") == 0
    assert "home-wifi" not in "".join(_all_text(Path("open"), name) for name in vendors)
    assert "home-wifi" in "".join(_all_text(Path("own"), name) for name in vendors)


def test_a_policy_narrows_a_form(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _run(monkeypatch, "disclosure", "new", "nursing-care", "--out", "policy.yaml") == 0
    policy = Path("policy.yaml")
    lines = policy.read_text(encoding="utf-8").splitlines(keepends=True)
    policy.write_text("".join(line for line in lines if "home-wifi:" not in line), encoding="utf-8")
    fill = ("form", "fill", "all", "nursing-care", *ON, "--for", "yasuragi-hinata", "--policy", "policy.yaml")
    assert _run(monkeypatch, *fill, "--out", "own") == 0
    assert "home-wifi" not in _all_text(Path("own"))
