"""A file is read, recognised, placed beside our items, kept, and drafted; a copy of its words is a fault."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from anzenkarte.catalogue.attached.attach import Reading, read_official
from anzenkarte.catalogue.attached.beside import OfficialText
from anzenkarte.catalogue.attached.draft import draft
from anzenkarte.catalogue.attached.store import Attached, load, remove, save
from anzenkarte.catalogue.catalogue import Catalogue, read_catalogue
from anzenkarte.catalogue.check import check
from anzenkarte.formats.strict_yaml import load_one
from anzenkarte.kernel.errors import InputError
from tests.catalogue.attached.papers import LONG, Chapter, Item, checklist, guideline
from tests.catalogue.attached.world import keeping_pdf, running_pdf, write


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The aquarium's catalogue, which knows the keeping part by its SHA-256."""
    sha = hashlib.sha256(keeping_pdf()).hexdigest()
    return read_catalogue([write(tmp_path_factory.mktemp("aquarium"), sha)])


def attach(catalogue: Catalogue, folder: Path, data: bytes, name: str = "file.pdf", part: str = "") -> Reading:
    """Read a file of these bytes."""
    path = folder / name
    path.write_bytes(data)
    return read_official(path, catalogue.editions["aqua-6.0"], part, "2026-11-25")


def text_of(catalogue: Catalogue, *attached: Attached) -> OfficialText:
    """What is attached, compared with the catalogue."""
    return OfficialText(catalogue.editions, catalogue.items, attached)


@pytest.fixture(scope="module")
def both(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> OfficialText:
    """Both parts attached."""
    tmp_path = tmp_path_factory.mktemp("files")
    first = attach(catalogue, tmp_path, keeping_pdf(), "keeping.pdf").attached
    second = attach(catalogue, tmp_path, running_pdf(), "running.pdf").attached
    return text_of(catalogue, first, second)


def test_part_file_hash_and_known_source(catalogue: Catalogue, tmp_path: Path) -> None:
    reading = attach(catalogue, tmp_path, keeping_pdf(), "飼育.pdf")
    attached = reading.attached
    assert (attached.edition, attached.part, attached.file, attached.format) == (
        "aqua-6.0",
        "keeping",
        "飼育.pdf",
        "pdf",
    )
    assert attached.sha256 == hashlib.sha256(keeping_pdf()).hexdigest()
    assert attached.source == "F1"
    assert attached.attached_on == "2026-11-25"
    assert len(attached.parsed.items) == 6
    assert reading.other_edition == ""
    assert attach(catalogue, tmp_path, running_pdf()).attached.source == ""


def test_another_edition_on_the_cover_is_said(catalogue: Catalogue, tmp_path: Path) -> None:
    data = guideline("飼育編", "第5.2版", [Chapter(1, "水槽の見回り", "", [Item("水を見る。")])])
    assert attach(catalogue, tmp_path, data).other_edition == "第5.2版"


@pytest.mark.parametrize(
    ("data", "part", "code"),
    [
        (guideline("展示編", "第6.0版", [Chapter(1, "水槽", "", [Item("水を見る。")])]), "", "attach.which-part"),
        (keeping_pdf(), "cooking", "attach.unknown-part"),
        (guideline("飼育編", "第6.0版", [Chapter(1, "水槽", text="解説だけの章。")]), "", "attach.no-items"),
        (checklist([["", "", "番号のない文。"]]), "keeping", "attach.no-items"),
        (b"words", "", "attach.not-a-format"),
        (b"", "", "attach.not-a-format"),
        (b"PK\x03\x04", "", "zip.broken"),
    ],
)
def test_refusals(catalogue: Catalogue, tmp_path: Path, data: bytes, part: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        attach(catalogue, tmp_path, data, part=part)
    assert [problem.code for problem in caught.value.problems] == [code]
    assert code in read_catalogue().messages


def test_a_part_given_by_hand_wins(catalogue: Catalogue, tmp_path: Path) -> None:
    assert attach(catalogue, tmp_path, running_pdf(), part="keeping").attached.part == "keeping"


def test_placing_says_what_agrees_and_what_differs(both: OfficialText) -> None:
    lines = {both.identity("aqua-6.0", line): line for line in both.placement("aqua-6.0").lines}
    standings = {identity: line.standing for identity, line in lines.items()}
    assert standings == {
        "aqua-6.0/keeping/1/1": "agrees",
        "aqua-6.0/keeping/1/2": "not_held",
        "aqua-6.0/keeping/1/3": "not_held",
        "aqua-6.0/keeping/1/4": "not_printed",
        "aqua-6.0/keeping/2/1": "number_differs",
        "aqua-6.0/keeping/2/2": "not_held",
        "aqua-6.0/keeping/2/3": "not_held",
        "aqua-6.0/keeping/2/~feed-shelf": "unnumbered",
        "aqua-6.0/keeping/2/2.1": "agrees",
        "aqua-6.0/keeping/2/2.9": "not_printed",
        "aqua-6.0/running/1.2.1-accountability/1": "agrees",
        "aqua-6.0/running/1.2.1-accountability/2": "not_held",
        "aqua-6.0/running/1.2.1-group-2/1": "not_held",
    }
    doubtful, shelf = lines["aqua-6.0/keeping/2/1"].likely, lines["aqua-6.0/keeping/2/~feed-shelf"].likely
    assert doubtful is not None
    assert doubtful.printed == "2②"
    assert shelf is not None
    assert shelf.printed == "2③"


def test_official_text_beside_our_items_and_alone(both: OfficialText) -> None:
    beside = both.beside("aqua-6.0/keeping/1/1")
    assert beside is not None
    assert beside.official is not None
    assert beside.official.text == "水温を毎朝確かめ、帳面に書き写すこと。"
    alone = both.beside("aqua-6.0/keeping/1/2")
    assert alone is not None
    assert alone.placed.item is None
    assert alone.official is not None
    assert alone.official.text == LONG
    unprinted = both.beside("aqua-6.0/keeping/1/4")
    assert unprinted is not None
    assert unprinted.official is None
    assert both.beside("aqua-6.0/keeping/9/9") is None
    assert both.beside("unknown") is None


def test_every_printed_item_can_be_shown(both: OfficialText) -> None:
    printed = {(one.part, official.printed) for one in both.attached for official in one.parsed.items}
    shown = set()
    for line in both.placement("aqua-6.0").lines:
        beside = both.beside(both.identity("aqua-6.0", line))
        if beside is not None and beside.placed.official is not None and beside.placed.official.kind == "item":
            shown.add((line.part, beside.placed.official.printed))
    assert shown == printed


def test_counts_per_chapter(both: OfficialText) -> None:
    assert both.counts("aqua-6.0") == {("keeping", "1"): (1, 3), ("keeping", "2"): (1, 3), ("running", "1"): (1, 3)}


def test_store_round_trip_replacing_and_removing(both: OfficialText, tmp_path: Path) -> None:
    home = tmp_path / "home"
    first, second = both.attached
    path = save(first, [tmp_path / "catalogue"], home)
    save(second, [], home)
    assert path == home / "official/aqua-6.0" / f"{first.sha256}.json"
    assert load(folder=home) == (first, second)
    assert load("aqua-6.0", home) == (first, second)
    assert load("other", home) == ()
    newer = Attached(**{**vars(first), "sha256": "f" * 64, "file": "newer.pdf"})
    save(newer, [], home)
    assert [one.file for one in load(folder=home)] == ["newer.pdf", "running.pdf"]
    assert remove("aqua-6.0", "running", home) == 1
    assert remove("aqua-6.0", "", home) == 1
    assert remove("aqua-6.0", "", home) == 0
    assert not (home / "official/aqua-6.0").exists()


def test_nothing_is_stored_inside_a_catalogue(both: OfficialText, tmp_path: Path) -> None:
    folder = write(tmp_path / "catalogue")
    with pytest.raises(InputError) as caught:
        save(both.attached[0], [folder], folder / "aqua")
    assert [problem.code for problem in caught.value.problems] == ["attach.inside-catalogue"]
    assert not (folder / "aqua/official").exists()


@pytest.mark.parametrize("body", ["[]", '{"schema": "anzenkarte/official/1"}', '{"schema": "other/1"}'])
def test_a_damaged_store_is_told_with_its_remedy(both: OfficialText, tmp_path: Path, body: str) -> None:
    home = tmp_path / "home"
    path = save(both.attached[0], [], home)
    path.write_text(body, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(folder=home)
    (problem,) = caught.value.problems
    assert (problem.code, problem.file) == ("attach.damaged", str(path))
    assert remove("aqua-6.0", "keeping", home) == 1
    assert load(folder=home) == ()


@pytest.mark.parametrize("edition", ["../official/aqua-6.0", "..", "", "/", "a/b"])
def test_no_other_folder_is_touched(both: OfficialText, tmp_path: Path, edition: str) -> None:
    path = save(both.attached[0], [], tmp_path)
    assert remove(edition, "", tmp_path) == 0
    assert path.exists()
    assert edition == "" or load(edition, tmp_path) == ()


def test_a_stored_file_under_another_name_is_damaged(both: OfficialText, tmp_path: Path) -> None:
    path = save(both.attached[0], [], tmp_path)
    path.rename(path.parent / f"{'a' * 64}.json")
    with pytest.raises(InputError):
        load(folder=tmp_path)


def official_words(text: OfficialText) -> list[str]:
    """Every official sentence attached."""
    return [part for one in text.attached for official in one.parsed.items for part in official.sentences]


def test_the_draft_holds_what_we_lack_and_no_official_sentence(catalogue: Catalogue, both: OfficialText) -> None:
    files = draft(catalogue.editions["aqua-6.0"], both)
    assert sorted(files) == ["REVIEW.md", "keeping-draft.yaml", "running-draft.yaml"]
    everything = b"".join(files.values()).decode()
    assert [words for words in official_words(both) if words in everything] == []
    data = load_one(files["keeping-draft.yaml"], "keeping-draft.yaml").data
    assert isinstance(data, dict)
    items = data["items"]
    assert isinstance(items, list)
    assert [(entry["id"], entry["number"]) for entry in items if isinstance(entry, dict)] == [
        ("aqua-6.0/keeping/1/2", "1②"),
        ("aqua-6.0/keeping/1/3", "1③"),
        ("aqua-6.0/keeping/2/2", "2②"),
        ("aqua-6.0/keeping/2/3", "2③"),
    ]
    first = items[0]
    assert isinstance(first, dict)
    assert (first["title"], first["summary"]) == ({"ja": "", "en": ""}, {"ja": "", "en": ""})
    assert first["applies"] == ["I", "II", "III"]
    assert "perhaps aqua-6.0/keeping/2/~feed-shelf" in files["keeping-draft.yaml"].decode()
    assert draft(catalogue.editions["aqua-6.0"], both) == files


def test_the_draft_is_refused_until_a_person_has_written_it(
    catalogue: Catalogue, both: OfficialText, tmp_path: Path
) -> None:
    folder = write(tmp_path / "drafted")
    made = draft(catalogue.editions["aqua-6.0"], both)["keeping-draft.yaml"].decode()
    place = folder / "aqua/6.0/keeping.yaml"
    place.write_text(made, encoding="utf-8")
    left = [problem for problem in check([folder]).problems if problem.file.endswith("keeping.yaml")]
    assert {problem.code for problem in left} == {"catalogue.both-languages", "catalogue.missing-key"}
    written = made.replace('title: {ja: "", en: ""}', "title: {ja: 見出し, en: Title}")
    written = written.replace('summary: {ja: "", en: ""}', "summary: {ja: 要旨, en: Summary}")
    place.write_text(written.replace('addressee: ""', "addressee: institution"), encoding="utf-8")
    assert [problem for problem in check([folder]).problems if problem.file.endswith("keeping.yaml")] == []


@pytest.mark.parametrize(
    ("summary", "copied"),
    [
        ("水温を毎朝確かめ、帳面に書き写すこと", True),
        ("水 温 を毎朝確かめ帳面に　書き写すこと。", True),
        ("毎朝の決まり：前日の帳面の値と比べて、差が決めた幅を超えるときは理由を書き添えたうえで伝える", True),
        ("棚は三段とする", False),
        ("水温の毎朝の確認", False),
        ("差が決めた幅を超えるときは理由を添えて上に伝える", False),
        ("水族館の安全管理に関する手引き 第6.0版による", False),
    ],
)
def test_our_lines_may_not_copy(both: OfficialText, tmp_path: Path, summary: str, copied: bool) -> None:
    folder = write(tmp_path / "ours", change=lambda text: text.replace("照明を夜に落とす", summary))
    assert [p.code for p in check([folder]).problems if p.code == "attach.copied"] == []
    found = [problem for problem in check([folder], both.attached).problems if problem.code == "attach.copied"]
    assert bool(found) is copied
    if copied:
        (problem,) = found
        assert problem.file.endswith("keeping.yaml")
        assert problem.line > 0
        assert dict(problem.params)["id"] == "aqua-6.0/keeping/1/4"
        assert problem.path.endswith("summary")


def test_coverage_says_how_much_is_attached(both: OfficialText, tmp_path: Path) -> None:
    folder = write(tmp_path / "ours", change=lambda text: text.replace('number: "2"', 'number: "3"', 1))
    rows = {(row.part, row.chapter): row for row in check([folder], both.attached).coverage}
    assert (rows["keeping", "1"].beside, rows["keeping", "1"].printed) == (1, 3)
    assert rows["keeping", "3"].printed == 0
    undeclared = rows["keeping", "2"]
    assert (undeclared.coverage, undeclared.title.ja, undeclared.printed) == ("missing", "餌と鍵の管理", 3)
    assert all(row.printed == 0 for row in check([folder]).coverage)
