"""The catalogue's own editions against files that print all their numbers: chapters as titled, sentences invented."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

import pytest

from anzenkarte.catalogue.attached.beside import OfficialText
from anzenkarte.catalogue.attached.checklist import read_checklist
from anzenkarte.catalogue.attached.layout import read_layout
from anzenkarte.catalogue.attached.normal import circle
from anzenkarte.catalogue.attached.official import Official, Parsed
from anzenkarte.catalogue.attached.place import Key, Placed, key_of
from anzenkarte.catalogue.attached.store import Attached
from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue
from anzenkarte.catalogue.model import Item
from anzenkarte.formats.pdf_text import read_pdf
from anzenkarte.formats.workbook import read_workbook
from tests.catalogue.attached import papers

MHLW = [("mhlw-6.0", "governance"), ("mhlw-6.0", "planning"), ("mhlw-6.0", "operations"), ("mhlw-7.0", "operations")]
CHECKLISTS = [
    f"cyber-checklist-r{year}-{reader}" for year in (5, 6, 7, 8) for reader in ("hospital", "pharmacy", "vendor")
]
GROUP = re.compile("<(.+)>")


@cache
def catalogue() -> Catalogue:
    """The built-in catalogue."""
    return open_catalogue()


def numbered(edition: str, part: str) -> dict[Key, Item]:
    """Our items of a part that carry a number, by their place."""
    keys = ((key_of(item), item) for item in catalogue().items(edition) if item.part == part)
    return {key: item for key, item in keys if key is not None}


def groups_of(edition: str, part: str) -> dict[tuple[str, str, str], str]:
    """Chapter, section and folded group → the group as printed."""
    found = {}
    for (chapter, section, group, _), item in numbered(edition, part).items():
        match = GROUP.search(item.number)
        found[chapter, section, group] = match[1] if match else ""
    return found


def sentences(last: int) -> list[papers.Item]:
    """Invented sentences for the numbers 1 to last."""
    return [papers.Item(f"{number}番の水槽の水を替え、係の名を帳面に残すこと。") for number in range(1, last + 1)]


def printed(edition: str, part: str) -> list[papers.Chapter]:
    """All chapters with every number up to the highest we know, whether we hold it or not."""
    highest: dict[tuple[str, str, str], int] = defaultdict(int)
    for chapter, section, group, number in numbered(edition, part):
        highest[chapter, section, group] = max(highest[chapter, section, group], number)
    names = groups_of(edition, part)
    made = []
    for declared in catalogue().editions[edition].chapters:
        if declared.part != part:
            continue
        own = [(place, last) for place, last in highest.items() if place[0] == declared.number]
        sections = []
        for section in sorted(
            {place[1] for place, _ in own} - {""}, key=lambda number: [int(n) for n in number.split(".")]
        ):
            runs = [(names[place], sentences(last)) for place, last in own if place[1] == section]
            plain = [entry for name, items in runs if not name for entry in items]
            named = [(name, items) for name, items in runs if name]
            sections.append(papers.Section(section, "水の節", "水の解説。", plain, named))
        direct = [last for (_, section, _), last in own if not section]
        items = sentences(direct[0]) if direct else []
        made.append(
            papers.Chapter(int(declared.number), declared.title.ja, "［Ⅰ～Ⅳ］", items, "解説の段落。", sections)
        )
    return made


def text_of(edition: str, part: str, parsed: Parsed) -> OfficialText:
    """One attached file beside the catalogue."""
    attached = Attached(edition, part, "file", "0" * 64, "", "2026-11-25", "pdf", 1, parsed)
    return OfficialText(catalogue().editions, catalogue().items, [attached])


@pytest.mark.parametrize(("edition", "part"), MHLW)
def test_every_number_of_a_part_is_placed(edition: str, part: str) -> None:
    chapters = printed(edition, part)
    title = dict(catalogue().editions[edition].parts)[part].ja
    parsed = read_layout(read_pdf(papers.guideline(title, "第9.9版", chapters)).lines)
    assert parsed.notes == ()
    assert [heading.title for heading in parsed.chapters] == [chapter.title for chapter in chapters]
    text = text_of(edition, part, parsed)
    standings = {text.identity(edition, line): line.standing for line in text.placement(edition).lines}
    ours = numbered(edition, part)
    assert ours
    assert {standings[item.id] for item in ours.values()} == {"agrees"}
    lacking = [identity for identity, standing in standings.items() if standing == "not_held"]
    assert len(lacking) == len(parsed.items) - len(ours)
    assert all(catalogue().item(identity) is None for identity in lacking)


@pytest.mark.parametrize("edition", CHECKLISTS)
def test_every_number_of_a_checklist_is_placed(edition: str) -> None:
    ours = numbered(edition, "")
    rows = [
        [chapter, f"({number})" if number % 2 else circle(number), f"{number}番の水槽を洗っている。"]
        for chapter, _, _, number in ours
    ]
    parsed = read_checklist(read_workbook(papers.checklist(rows)))
    text = text_of(edition, "", parsed)
    standings = [line.standing for line in text.placement(edition).lines if line.item in ours.values()]
    assert standings == ["agrees"] * len(ours)
    assert ours
    assert parsed.notes == ()


def test_printed_numbers_give_the_ids_we_use() -> None:
    text = OfficialText(catalogue().editions, catalogue().items, ())
    checked = 0
    for edition, part in {*MHLW, *((name, "") for name in CHECKLISTS)}:
        names = groups_of(edition, part)
        for (chapter, section, group, number), item in numbered(edition, part).items():
            official = Official("item", chapter, section, number, "x", 1, group=names[chapter, section, group])
            assert text.identity(edition, Placed("not_held", part, None, official)) == item.id
            checked += 1
    assert checked > 300
