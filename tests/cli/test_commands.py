"""The command line as a user meets it: what it prints, what it writes, and with which exit code it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from anzenkarte.documents.dossier import FILES

HANDA = ["handa-2021", "--on", "2021-10-30", "--editions", "mhlw-6.0,meti-mic-1.1"]
PAPERS = set(FILES)


def anzenkarte(*arguments: str, lang: str = "en", stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command in a fresh interpreter, as a user does."""
    environment = {**os.environ, "ANZENKARTE_LANG": lang, "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", "from anzenkarte.app.console import main; main()", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, env=environment, input=stdin, timeout=120, check=False
    )


def test_help_names_every_command_in_both_languages() -> None:
    english, japanese = anzenkarte("--help"), anzenkarte("--help", lang="ja")
    for command in ("compile", "explain", "karte", "catalogue"):
        assert command in english.stdout
        assert command in japanese.stdout
    assert english.returncode == japanese.returncode == 0
    assert "3省2ガイドライン" in japanese.stdout


def test_compile_writes_the_whole_dossier_and_nothing_else(tmp_path: Path) -> None:
    done = anzenkarte("compile", *HANDA, "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} - {".anzenkarte"} == PAPERS
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert "What-if" in done.stdout
    report = json.loads((tmp_path / "out/report.json").read_text())
    assert report["on"] == "2021-10-30"
    assert set(report["what_if"]) == {"mhlw-6.0", "meti-mic-1.1"}


def test_two_runs_write_equal_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert anzenkarte("compile", *HANDA, "--out", str(tmp_path / name), "--level", "manager").returncode == 0
    for paper in PAPERS:
        assert (tmp_path / "one" / paper).read_bytes() == (tmp_path / "two" / paper).read_bytes(), paper


@pytest.mark.parametrize(("limit", "code"), [("never", 0), ("urgent", 1), ("note", 1)])
def test_fail_on_decides_the_exit_code(tmp_path: Path, limit: str, code: int) -> None:
    done = anzenkarte("compile", *HANDA, "--out", str(tmp_path / "out"), "--fail-on", limit, "--level", "clinic")
    assert done.returncode == code


def test_explain_shows_facts_rule_and_source_of_a_finding(tmp_path: Path) -> None:
    anzenkarte("compile", *HANDA, "--out", str(tmp_path / "out"), "--level", "clinic")
    report = json.loads((tmp_path / "out/report.json").read_text())
    identifier = next(f["id"] for f in report["findings"] if f["engine"] == "conformity")
    done = anzenkarte("explain", HANDA[0], identifier, *HANDA[1:], "--lang", "ja", lang="ja")
    assert done.returncode == 0, done.stderr
    assert identifier in done.stdout
    machine = anzenkarte("explain", HANDA[0], identifier, *HANDA[1:], "--format", "json")
    assert json.loads(machine.stdout)


def test_explain_of_an_unknown_id_names_near_ones() -> None:
    done = anzenkarte("explain", HANDA[0], "conformity:no-such-rule@case/case", *HANDA[1:])
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_dossier_of_one_customer_holds_nothing_of_another(tmp_path: Path) -> None:
    for name, own, other in (
        ("hoshizora-kiku", "KIKU-7Q4F", "TSUBAKI-Z81M"),
        ("hoshizora-tsubaki", "TSUBAKI-Z81M", "KIKU-7Q4F"),
    ):
        out = tmp_path / name
        done = anzenkarte("compile", "saas-emr", "--for", name, "--on", "2026-11-25", "--out", str(out))
        assert done.returncode == 0, done.stderr
        assert own in (out / "index.html").read_text().upper()
        for paper in ("index.html", "report.json", "architecture.svg", "architecture.d2", "demarcation.svg"):
            assert other not in (out / paper).read_text().upper(), paper
    service = tmp_path / "service"
    assert anzenkarte("compile", "saas-emr", "--on", "2026-11-25", "--out", str(service)).returncode == 0
    alone = (service / "report.json").read_text().upper()
    assert "KIKU-7Q4F" not in alone
    assert "TSUBAKI-Z81M" not in alone


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["compile", "no-such-file.yaml"], "no-such-file.yaml"),
        (["compile", "handa-2021", "--on", "2021-02-30"], "2021-02-30"),
        (["compile", "handa-2021", "--on", "2021"], "2021"),
        (["compile", "handa-2021", "--editions", "mhlw-6.1"], "mhlw-6.0"),
        (["compile", "handa-2021", "--level", "doctor"], "engineer"),
        (["compile", "handa-2021", "--lang", "fr"], "ja"),
        (["compile", "saas-emr", "--for", "nobody"], "hoshizora-kiku"),
        (["karte", "check", "nothing.yaml"], "handa-2021"),
        (["karte", "check", "."], "not a folder"),
        (["catalogue", "show", "nope"], "canada-itsap-00-132"),
        (["catalogue", "show", "mhlw-6.0/operations/14/55"], "mhlw-6.0/operations/14/5"),
        (["catalogue", "list", "--format", "xml"], "json"),
    ],
)
def test_bad_input_ends_with_two_and_says_what_to_do(tmp_path: Path, arguments: list[str], words: str) -> None:
    extra = ["--out", str(tmp_path / "out")] if arguments[0] == "compile" else []
    done = anzenkarte(*arguments, *extra)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_every_problem_of_a_file_is_shown_with_its_line(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        "schema: anzenkarte/service/1\nname: s\nkeeper: v\nservice: {name: S, purpose: emrr}\n"
        "parties:\n  v: {urn: 'urn:uuid:382b2224-c029-4287-b831-8e5c9ebd8abd', name: V, kind: vendor}\n"
        "components:\n  c: {name: C, kind: server, end_of_support: '2021-13-40', owner: ghost, colour: red}\n"
    )
    done = anzenkarte("compile", str(bad), "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    for words in ("emrr", "2021-13-40", "ghost", "colour"):
        assert words in done.stderr
    assert "bad.yaml:4" in done.stderr
    assert "bad.yaml:8" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_of_the_users_is_not_overwritten(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    done = anzenkarte("compile", *HANDA, "--out", str(mine), "--level", "clinic")
    assert done.returncode == 2
    assert [path.name for path in mine.iterdir()] == ["thesis.txt"]


def test_new_karte_from_answers_compiles(tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text(
        "service_name: みなとカルテ\npurpose: emr\nprovider_name: みなとソフト\n"
        "provision: saas_iaas\ninstitution_name: みなと診療所\n"
    )
    karte = tmp_path / "karte.yaml"
    made = anzenkarte("karte", "new", str(karte), "--answers", str(answers))
    assert made.returncode == 0, made.stderr
    assert anzenkarte("karte", "check", str(karte)).returncode == 0
    assert anzenkarte("compile", str(karte), "--on", "2026-11-25", "--out", str(tmp_path / "out")).returncode == 0
    again = anzenkarte("karte", "new", str(karte), "--answers", str(answers))
    assert again.returncode == 2


def test_import_keeps_what_it_cannot_place_by_name(tmp_path: Path, root: Path) -> None:
    case = root / "src/anzenkarte_catalogues/cases/orthanc-clinic"
    target = tmp_path / "karte.yaml"
    target.write_bytes((case / "karte.yaml").read_bytes())
    out = tmp_path / "out.yaml"
    done = anzenkarte("karte", "import", str(target), str(case / "sbom.cdx.json"), "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert "×" in done.stdout
    assert anzenkarte("karte", "check", str(out)).returncode == 0
    told = anzenkarte("karte", "diff", str(target), str(out)).stdout
    assert "a karte has no field for it" in told
    assert "sbom.left-" not in told
    assert "x-leftovers" not in told
    wrong = anzenkarte("karte", "import", str(target), str(case / "README.md"), "--out", str(out))
    assert wrong.returncode == 2


def test_import_into_a_sample_asks_where_to_write(tmp_path: Path) -> None:
    sbom = tmp_path / "sbom.json"
    sbom.write_text(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": []}))
    refused = anzenkarte("karte", "import", "handa-2021", str(sbom))
    assert refused.returncode == 2
    assert "--out" in refused.stderr
    done = anzenkarte("karte", "import", "handa-2021", str(sbom), "--out", str(tmp_path / "own.yaml"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "own.yaml").is_file()


def test_diff_says_in_words_what_changed(tmp_path: Path, root: Path) -> None:
    text = (root / "src/anzenkarte_catalogues/cases/handa-2021/karte.yaml").read_text()
    changed = tmp_path / "changed.yaml"
    changed.write_text(text.replace("    patch_obstacle: availability\n", "", 1))
    done = anzenkarte("karte", "diff", "handa-2021", str(changed), "--lang", "en")
    assert done.returncode == 0
    assert done.stdout.strip()
    same = anzenkarte("karte", "diff", "handa-2021", "handa-2021", "--lang", "en")
    assert same.stdout.strip() == "No difference."


def test_schema_is_json_that_editors_take() -> None:
    schema = json.loads(anzenkarte("karte", "schema").stdout)
    assert schema["$schema"].startswith("https://json-schema.org/")


def test_catalogue_show_gives_items_as_programs_expect() -> None:
    shown = json.loads(anzenkarte("catalogue", "show", "mhlw-6.0", "--format", "json").stdout)
    assert shown["id"] == "mhlw-6.0"
    first = shown["items"][0]
    assert {"id", "number", "title", "summary", "confidence", "citation"} <= set(first)
    assert set(first["title"]) == set(first["summary"]) == {"ja", "en"}


@pytest.mark.parametrize(
    ("identifier", "key", "said"),
    [
        ("cs-gold", "fees", "15000"),
        ("us-cloud-2713", "contradictions", "14日"),
        ("patching", "acts", "verify"),
        ("meti-mic-service", "questions", "service.medical_information"),
    ],
)
def test_catalogue_show_gives_schemes_laws_duties_and_scopes_whole(identifier: str, key: str, said: str) -> None:
    shown = json.loads(anzenkarte("catalogue", "show", identifier, "--format", "json").stdout)
    assert shown["id"] == identifier
    assert said in json.dumps(shown[key], ensure_ascii=False)
    assert said in anzenkarte("catalogue", "show", identifier, lang="ja").stdout


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_is_printed_is_wholly_in_the_language_asked_for(lang: str) -> None:
    said = {"ja": ("名称", "二要素"), "en": ("title", "Two-factor")}
    for around in ("ja", "en"):
        shown = anzenkarte("catalogue", "show", "mhlw-6.0/operations/14/5", "--lang", lang, lang=around)
        assert shown.returncode == 0, shown.stderr
        for word in said[lang]:
            assert word in shown.stdout
        for word in said["en" if lang == "ja" else "ja"]:
            assert word not in shown.stdout


def test_the_language_of_messages_is_left_alone_when_none_is_asked_for() -> None:
    assert "confidence" in anzenkarte("catalogue", "show", "mhlw-6.0/operations/14/5", lang="en").stdout


@pytest.mark.parametrize(("lang", "said"), [("ja", "二要素認証"), ("en", "Two-factor authentication")])
def test_a_command_that_only_prints_shows_texts_in_the_language_of_the_run(lang: str, said: str) -> None:
    assert said in anzenkarte("catalogue", "show", "mhlw-6.0/operations/14/5", lang=lang).stdout


def test_papers_stay_japanese_whatever_the_language_of_the_run(tmp_path: Path) -> None:
    assert anzenkarte("compile", *HANDA, "--out", str(tmp_path / "d")).returncode == 0
    assert '<html lang="ja"' in (tmp_path / "d" / "index.html").read_text("utf-8")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_forms_are_listed_wholly_in_the_language_asked_for(lang: str) -> None:
    around = "en" if lang == "ja" else "ja"
    head = anzenkarte("form", "list", "--lang", lang, lang=around).stdout.splitlines()[0]
    assert ("filled by" in head, "記入者" in head) == (lang == "en", lang == "ja")
