"""Export, import, validate and resolve as a user meets them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.cli.work import exchange, oscal
from anzenkarte.cli.work.catalogue import check
from anzenkarte.kernel.errors import InputError

EDITION = "imdrf-n60"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANZENKARTE_LANG", "en")


@pytest.mark.parametrize("form", ["oscal", "xlsx", "ciso"])
def test_what_is_exported_can_be_imported_and_checked(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, folder = tmp_path / f"out.{form}", tmp_path / "draft"
    exchange.export(EDITION, form, file, "")
    exchange.take_in(file, form, folder)
    check(folder, "table")
    out = capsys.readouterr().out
    assert f"Written: {file}" in out
    assert f"(edition {EDITION}, 13 items:" in out
    assert "No problem found." in out


@pytest.mark.parametrize(("name", "form"), [("mhlw-6.0-mhlw-7.0", "oscal-mapping"), (EDITION, "oscal-profile")])
def test_what_is_exported_as_oscal_is_valid(
    name: str, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exchange.export(name, form, tmp_path / "x.json", "")
    oscal.validate(tmp_path / "x.json")
    assert "No problem found (" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["mhlw-6.0-mhlw-7.0", EDITION])
def test_both_kinds_go_into_csv(name: str, tmp_path: Path) -> None:
    exchange.export(name, "csv", tmp_path / "x.csv", "")
    assert (tmp_path / "x.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_profile_of_one_addressee_is_resolved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exchange.export("mhlw-6.0", "oscal", tmp_path / "mhlw-6.0.oscal.json", "")
    exchange.export("mhlw-6.0", "oscal-profile", tmp_path / "p.json", "vendor_supplies, vendor")
    oscal.resolve_profile(tmp_path / "p.json", tmp_path / "r.json", [])
    oscal.validate(tmp_path / "r.json")
    out, err = capsys.readouterr()
    assert err == ""
    assert out.count("(catalog, controls ") == 2


def test_what_a_profile_asks_in_vain_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exchange.export(EDITION, "oscal", tmp_path / "elsewhere.json", "")
    exchange.export(EDITION, "oscal-profile", tmp_path / "p.json", "")
    text = (tmp_path / "p.json").read_text(encoding="utf-8")
    text = text.replace(f"{EDITION}.oscal.json", "https://example.com/a/elsewhere.json")
    changed = text.replace('"as-is": true\n    }', '"as-is": true\n    }, "modify": {"alters": [{"control-id": "no"}]}')
    (tmp_path / "p.json").write_text(changed, encoding="utf-8")
    with pytest.raises(InputError, match=r"exchange\.href-address"):
        oscal.resolve_profile(tmp_path / "p.json", tmp_path / "r.json", [])
    oscal.resolve_profile(tmp_path / "p.json", tmp_path / "r.json", [tmp_path / "elsewhere.json"])
    assert 'profile/modify/alters/0: The control "no" to alter is not imported' in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "form", "code"),
    [
        ("imdrf", "oscal", "exchange.nothing"),
        (EDITION, "oscal-mapping", "exchange.wrong-kind"),
        ("mhlw-6.0-mhlw-7.0", "xlsx", "exchange.wrong-kind"),
        (EDITION, "pdf", "cli.choice"),
    ],
)
def test_what_cannot_be_exported_is_told(name: str, form: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        exchange.export(name, form, tmp_path / "x", "")
    assert caught.value.problems[0].code == code
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "exchange.oscal-empty", 0),
        (b"\x00\x01binary", "exchange.oscal-binary", 0),
        (b"\xff\xfe{", "exchange.oscal-binary", 0),
        (b'{\n"a": x}', "exchange.oscal-json", 2),
    ],
)
def test_what_is_no_json_is_told_in_words(data: bytes, code: str, line: int, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        oscal.validate(path)
    (problem,) = caught.value.problems
    assert (problem.code, problem.line) == (code, line)
    japanese = open_catalogue().messages.text(code, problem.params, "ja")
    assert not set(re.findall("[A-Za-z]+", japanese)) - {"JSON", "OSCAL", "UTF"}


def test_only_a_catalogue_becomes_a_draft(tmp_path: Path) -> None:
    exchange.export(EDITION, "oscal-profile", tmp_path / "p.json", "")
    with pytest.raises(InputError, match=r"exchange\.not-a-catalogue"):
        exchange.take_in(tmp_path / "p.json", "oscal", tmp_path / "draft")
