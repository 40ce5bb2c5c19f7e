"""``catalogue attach|attached|detach`` as a user meets them, with official-looking files of invented sentences."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from anzenkarte.app.console import main
from anzenkarte.catalogue.catalogue import open_catalogue
from tests.catalogue.attached.papers import LONG, Chapter, Item, Section, checklist, guideline
from tests.formats.typeset import encrypted, many_pages

PARTS = {
    "overview": "概説編",
    "governance": "経営管理編",
    "planning": "企画管理編",
    "operations": "システム運用編",
    "maintenance": "保守委託機関編",
}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Any:
    """Run one command: exit code, standard output, standard error. The user's data lies in a folder of the test."""
    monkeypatch.setenv("ANZENKARTE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ANZENKARTE_LANG", "en")

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["anzenkarte", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return call


def part_pdf(title: str, chapters: int = 2, edition: str = "第7.0版") -> bytes:
    """A part of an edition by its cover, about an aquarium."""
    listed = [
        Chapter(
            number,
            f"水槽の章{number}",
            "［Ⅰ～Ⅳ］",
            [Item(LONG), Item(f"餌の棚を月に{number}度掃くこと。")],
            sections=[Section(f"{number}.1", "餌の置き場", "餌は暗く乾いた所に置く。")],
        )
        for number in range(1, chapters + 1)
    ]
    return guideline(title, edition, listed)


def put(folder: Path, name: str, data: bytes) -> str:
    """A file of the user."""
    path = folder / name
    path.write_bytes(data)
    return str(path)


def test_all_parts_of_an_edition_become_complete(run: Any, tmp_path: Path) -> None:
    for part, title in PARTS.items():
        code, out, err = run("catalogue", "attach", "mhlw-7.0", put(tmp_path, f"{part}.pdf", part_pdf(title)))
        assert (code, err) == (0, "")
        assert f"mhlw-7.0 {part}" in out
        assert "official items 4" in out
        assert "This is not a file whose SHA-256 the catalogue knows" in out
    code, out, _ = run("catalogue", "attached", "--format", "json")
    assert [(entry["part"], entry["items"], entry["unplaced"]) for entry in json.loads(out)] == [
        (part, 4, 0) for part in sorted(PARTS)
    ]
    for part in PARTS:
        code, out, _ = run("catalogue", "show", f"mhlw-7.0/{part}/1/1")
        assert code == 0
        assert LONG in out
    code, out, _ = run("catalogue", "check", "--format", "json")
    rows = [row for row in json.loads(out)["coverage"] if row["edition"] == "mhlw-7.0"]
    assert sum(row["official"]["printed"] for row in rows) == 4 * len(PARTS)


def test_the_official_sentence_stands_beside_our_summary(run: Any, tmp_path: Path) -> None:
    run("catalogue", "attach", "mhlw-7.0", put(tmp_path, "o.pdf", part_pdf(PARTS["operations"], 18)))
    code, out, _ = run("catalogue", "show", "mhlw-7.0/operations/17/1", "--lang", "ja")
    item = open_catalogue().item("mhlw-7.0/operations/17/1")
    assert code == 0
    assert item is not None
    assert item.summary.ja in out
    assert LONG in out
    assert "17① — 番号が一致" in out
    _, out, _ = run("catalogue", "show", "mhlw-7.0/operations/14/5")
    assert "— not printed at that number" in out
    _, out, _ = run("catalogue", "show", "mhlw-7.0/operations/17/1", "--format", "json")
    assert json.loads(out)["official"]["standing"] == "agrees"
    _, out, _ = run("catalogue", "show", "mhlw-7.0")
    assert "mhlw-7.0/operations/2/1" in out
    assert "official only" in out


def test_reasons_show_the_official_text_with_its_file(run: Any, tmp_path: Path) -> None:
    asked = ("saas-emr", "mhlw-7.0/operations/17/1", "--editions", "mhlw-7.0", "--on", "2026-11-01")
    assert "o.pdf" not in run("explain", *asked)[1]
    run("catalogue", "attach", "mhlw-7.0", put(tmp_path, "o.pdf", part_pdf(PARTS["operations"], 18)))
    code, out, _ = run("explain", *asked)
    assert code == 0
    assert "Official text from your attached file (o.pdf, 17①, p. " in out
    assert LONG in out
    _, out, _ = run("explain", *asked, "--lang", "ja", "--format", "json")
    assert "手元に取り込んだ公式の文（o.pdf、17①、" in out


def test_papers_show_the_official_text_to_engineers_only(run: Any, tmp_path: Path) -> None:
    official = put(tmp_path, "o.pdf", part_pdf(PARTS["operations"], 18, "第6.0版"))
    assert run("catalogue", "attach", "mhlw-6.0", official)[0] == 0
    asked = ("compile", "handa-2021", "--editions", "mhlw-6.0", "--on", "2026-11-01")
    found = {}
    for level in ("engineer", "manager", "clinic"):
        assert run(*asked, "--level", level, "--out", str(tmp_path / level))[0] == 0
        found[level] = {
            path.name
            for path in (tmp_path / level).iterdir()
            if path.suffix in (".html", ".json") and LONG in path.read_text()
        }
    assert found["engineer"]
    assert not any(name.endswith(".json") for name in found["engineer"])
    assert found["manager"] == found["clinic"] == set()


def test_nothing_is_shown_before_and_after(run: Any, tmp_path: Path) -> None:
    before = run("catalogue", "show", "mhlw-7.0/operations/17/1")
    assert "official" not in before[1]
    assert run("catalogue", "show", "mhlw-7.0/operations/2/1")[0] == 2
    run("catalogue", "attach", "mhlw-7.0", put(tmp_path, "o.pdf", part_pdf(PARTS["operations"], 18)))
    assert run("catalogue", "detach", "mhlw-7.0")[:2] == (0, "Removed 1.\n")
    assert run("catalogue", "show", "mhlw-7.0/operations/17/1") == before
    code, _, err = run("catalogue", "detach", "mhlw-7.0")
    assert code == 2
    assert "Nothing is attached to mhlw-7.0" in err


def test_a_checklist_workbook(run: Any, tmp_path: Path) -> None:
    rows = [
        ["1 体制", "①", "水槽の係を決めている。"],
        ["2 餌", "①", "餌の棚を数えている。"],
        ["", "⑭", "鍵を数えている。"],
    ]
    path = put(tmp_path, "form.xlsx", checklist(rows))
    code, out, _ = run("catalogue", "attach", "cyber-checklist-r8-hospital", path, "--format", "json")
    report = json.loads(out)
    assert code == 0
    assert report["cover_says"] == ""
    lines = {line["id"]: line["standing"] for line in report["lines"]}
    assert lines["cyber-checklist-r8-hospital/1/1"] == "agrees"
    assert lines["cyber-checklist-r8-hospital/2/14"] == "not_held"
    assert lines["cyber-checklist-r8-hospital/4/1"] == "not_printed"
    _, out, _ = run("catalogue", "show", "cyber-checklist-r8-hospital/1/1")
    assert "水槽の係を決めている。" in out


def test_the_draft_is_written_without_official_sentences(run: Any, tmp_path: Path) -> None:
    draft = tmp_path / "draft"
    path = put(tmp_path, "o.pdf", part_pdf(PARTS["operations"]))
    code, out, _ = run("catalogue", "attach", "mhlw-7.0", path, "--draft", str(draft))
    assert code == 0
    assert str(draft) in out
    texts = "".join(file.read_text(encoding="utf-8") for file in draft.iterdir())
    assert "mhlw-7.0/operations/2/2" in texts
    assert LONG[:20] not in texts
    code, _, err = run("catalogue", "check", str(draft))
    assert code == 2
    assert "operations-draft.yaml" in err


def test_notes_name_page_and_reason(run: Any, tmp_path: Path) -> None:
    data = guideline(
        PARTS["operations"],
        "第6.0版",
        [Chapter(1, "水槽", "", [Item("水を見る。")]), Chapter(1, "水槽", "", [Item("水を聞く。")])],
    )
    code, out, _ = run("catalogue", "attach", "mhlw-7.0", put(tmp_path, "o.pdf", data))
    assert code == 0
    assert "could not be placed 1" in out
    assert "The same number is printed twice with different text." in out
    assert "the cover says 第6.0版" in out


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", encrypted(part_pdf("システム運用編"), "secret", "RC4-128"), "encrypted"),
        ("b.pdf", many_pages(10_000, 10_000), "too many pages"),
        ("c.pdf", part_pdf("システム運用編")[:3000], "damaged"),
        ("d.xlsx", b"\xd0\xcf\x11\xe0" + bytes(100), "encrypted"),
        ("e.pdf", b"words", "neither a PDF nor a workbook"),
    ],
)
def test_hostile_files_end_in_one_clear_line(run: Any, tmp_path: Path, name: str, data: bytes, words: str) -> None:
    code, out, err = run("catalogue", "attach", "mhlw-7.0", put(tmp_path, name, data), "--part", "operations")
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert words in err
    assert "Traceback" not in err
    assert not (tmp_path / "home").exists()


def test_an_unknown_edition(run: Any, tmp_path: Path) -> None:
    code, _, err = run("catalogue", "attach", "mhlw-9.9", put(tmp_path, "o.pdf", b"%PDF-"))
    assert code == 2
    assert "mhlw-9.9" in err
