"""The ministry's layout is read back from typeset PDFs: every item whole, in its place, with its points."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from anzenkarte.catalogue.attached.layout import read_layout
from anzenkarte.catalogue.attached.official import Bullet, Official, Parsed
from anzenkarte.formats.pdf_text import PdfLine, read_pdf
from tests.catalogue.attached.papers import LONG, Chapter, Item, Section, guideline


def read(data: bytes) -> Parsed:
    """Through the PDF reader, as a user's file goes."""
    return read_layout(read_pdf(data).lines)


def item(parsed: Parsed, printed: str) -> Official:
    """The one item of that printed number."""
    (found,) = [official for official in parsed.items if official.printed == printed]
    return found


CHAPTERS = [
    Chapter(1, "水槽の見回り", "［Ⅰ～Ⅳ］", [Item("水温を毎朝見る。")]),
    Chapter(
        2,
        "餌の管理",
        "［Ⅰ、Ⅲ　なお遵守事項②は、Ⅱも参照］",
        [
            Item(LONG * 3),
            Item(
                "餌を次のとおり分ける。",
                [(1, "－", "乾いた餌"), (2, "・", "粒の大きい餌"), (2, "・", "粉の餌"), (1, "－", LONG)],
            ),
            Item("帳面 A-1 と PC の記録を 3 分以内に突き合わせる。"),
        ],
        "餌を分ける理由は、魚の種類により好みが違うためである。",
        [
            Section("2.1", "餌の置き場", "餌は暗く乾いた所に置く。置き場は月に一度掃く。"),
            Section("2.1.1", "鍵", "鍵は飼育長が持つ。"),
        ],
    ),
]


@pytest.mark.parametrize("box", [True, False])
def test_items_sections_and_applications(box: bool) -> None:
    parsed = read(guideline("飼育編", "第6.0版", CHAPTERS, box=box))
    assert [(heading.number, heading.title) for heading in parsed.chapters] == [
        ("1", "水槽の見回り"),
        ("2", "餌の管理"),
    ]
    assert [official.printed for official in parsed.items] == ["1①", "2①", "2②", "2③"]
    assert item(parsed, "1①").text == "水温を毎朝見る。"
    assert item(parsed, "1①").applies == ("I", "II", "III", "IV")
    assert item(parsed, "2①").applies == ("I", "III")
    assert item(parsed, "2①").text == LONG * 3
    assert item(parsed, "2③").text == "帳面A-1とPCの記録を3分以内に突き合わせる。"
    assert parsed.notes == ()


def test_nested_points() -> None:
    parsed = read(guideline("飼育編", "第6.0版", CHAPTERS))
    assert item(parsed, "2②").bullets == (
        Bullet(1, "－", "乾いた餌"),
        Bullet(2, "・", "粒の大きい餌"),
        Bullet(2, "・", "粉の餌"),
        Bullet(1, "－", LONG),
    )
    assert item(parsed, "2②").full.split("\n")[2] == "　　・粒の大きい餌"


def test_explanations_belong_to_sections_and_never_to_items() -> None:
    parsed = read(guideline("飼育編", "第6.0版", CHAPTERS))
    sections = {official.printed: official for official in parsed.officials if official.kind == "section"}
    assert sections["2.1"].title == "餌の置き場"
    assert sections["2.1"].text == "餌は暗く乾いた所に置く。置き場は月に一度掃く。"
    assert sections["2.1.1"].text == "鍵は飼育長が持つ。"
    assert sections["2"].text == "餌を分ける理由は、魚の種類により好みが違うためである。"
    assert not any("餌を分ける理由" in official.full for official in parsed.items)


def test_items_run_over_pages_past_headers_and_page_numbers() -> None:
    many = [Item(f"{LONG}{LONG}当番は{number}人とする。") for number in range(1, 30)]
    data = guideline("飼育編", "第6.0版", [Chapter(1, "水槽", "", many)])
    assert read_pdf(data).pages >= 5
    parsed = read(data)
    assert [official.text for official in parsed.items] == [entry.text for entry in many]
    assert [official.number for official in parsed.items] == list(range(1, 30))
    assert parsed.items[-1].printed == "1㉙"
    assert parsed.items[-1].page > parsed.items[0].page
    assert parsed.notes == ()


def test_groups_in_angle_brackets_number_anew() -> None:
    groups = [("説明する責任", [Item("客に述べる。"), Item("掲示する。")]), ("見直す責任", [Item("年に一度見直す。")])]
    sections = [
        Section("1.2", "責任", "責任の解説である。"),
        Section("1.2.1", "通常時", "通常時の解説。", groups=groups),
    ]
    parsed = read(guideline("運営編", "第6.0版", [Chapter(1, "責任", "", sections=sections)]))
    assert [(official.printed, official.group_place) for official in parsed.items] == [
        ("1.2.1<説明する責任>①", 1),
        ("1.2.1<説明する責任>②", 1),
        ("1.2.1<見直す責任>①", 2),
    ]
    assert item(parsed, "1.2.1<見直す責任>①").text == "年に一度見直す。"


def lines(*texts: str, x: float = 60, size: float = 10.5, page: int = 1, top: float = 700) -> list[PdfLine]:
    """Lines one below the other; a text may begin with ``>`` for each em it is set in."""
    found = []
    for place, text in enumerate(texts):
        inset = len(text) - len(text.lstrip(">"))
        found.append(PdfLine(page, x + inset * size, top - 15 * place, size, text.lstrip(">")))
    return found


def test_noise_of_printing_is_taken_out() -> None:
    parsed = read_layout(
        lines("１．水 槽", "【 遵 守 事 項 】", "①　⽔ 槽 の ⾒ 回 り を ﬁve 分 で 終 え る 。", "② 長い⻑い⼾。")
    )
    assert [official.text for official in parsed.items] == ["水槽の見回りをfive分で終える。", "長い長い戸。"]


def test_a_scrambled_application_is_understood() -> None:
    parsed = read_layout(lines("1．水槽", "［～ ］Ⅰ Ⅳ", "【遵守事項】", "①水を見る。"))
    assert item(parsed, "1①").applies == ("I", "II", "III", "IV")
    ascii_marks = read_layout(lines("1．水槽 [I, III]", "【遵守事項】", "①水を見る。"))
    assert item(ascii_marks, "1①").applies == ("I", "III")
    assert ascii_marks.chapters[0].title == "水槽"


def test_numbered_points_inside_an_item_are_no_chapters_and_no_items() -> None:
    parsed = read_layout(
        lines(
            "1．水槽",
            "【遵守事項】",
            "①次のとおりとする。",
            ">>2．水を替える。",
            ">>3．餌をやる",
            ">>①朝の餌",
            ">>②夜の餌",
            "②終える。",
            "2．砂",
        )
    )
    assert [official.printed for official in parsed.items] == ["1①", "1②"]
    assert [heading.number for heading in parsed.chapters] == ["1", "2"]
    assert "2．水を替える。" in item(parsed, "1①").full
    assert [bullet.mark for bullet in item(parsed, "1①").bullets] == ["①", "②"]


def test_what_could_not_be_placed_is_told_with_its_page() -> None:
    parsed = read_layout(
        lines("【遵守事項】", "①章のない項目。")
        + lines("1．水槽", "【遵守事項】", "前置きの文。", "①水。", "③砂。", page=2)
        + lines("【遵守事項】", "①別の水。", page=3)
    )
    assert [(note.code, note.page, note.number) for note in parsed.notes] == [
        ("attach.no-chapter", 1, "①"),
        ("attach.before-first-number", 2, "1"),
        ("attach.number-gap", 2, "1③"),
        ("attach.printed-twice", 2, "1①"),
    ]
    gap = read_layout(lines("1．水槽", "3．砂", "【遵守事項】", "②砂。"))
    assert [(note.code, note.number) for note in gap.notes] == [
        ("attach.chapter-gap", "3"),
        ("attach.number-gap", "3②"),
    ]


def test_a_list_of_all_items_in_front_is_read_once() -> None:
    front = lines("1．水槽", "【遵守事項】", "①水を見る。", "2．餌", "【遵守事項】", "①餌を見る。")
    body = lines(
        "1．水槽", "【遵守事項】", "①水を見る。", "1.1 水", "水の解説。", "2．餌", "【遵守事項】", "①餌を見る。", page=4
    )
    parsed = read_layout(front + body)
    assert [(official.printed, official.page) for official in parsed.items] == [("1①", 4), ("2①", 4)]
    assert parsed.notes == ()


def test_contents_without_leaders_do_not_disturb_the_text() -> None:
    front = lines("1．水槽　3", "2．餌　5", "3．砂　8")
    body = lines("1．水槽", "【遵守事項】", "①水。", "2．餌", "【遵守事項】", "①餌。", "3．砂", page=3)
    parsed = read_layout(front + body)
    assert [official.printed for official in parsed.items] == ["1①", "2①"]
    assert [heading.title for heading in parsed.chapters] == ["水槽", "餌", "砂"]


def test_notes_below_the_text_are_left_out() -> None:
    body = lines("1．水槽", "【遵守事項】", "①水を毎朝見て、その値を帳面に")
    note = [PdfLine(1, 60, 100, 7.5, "1 帳面とは、飼育の記録をいう。")]
    rest = lines(">書き写すこと。", page=2)
    assert item(read_layout(body + note + rest), "1①").text == "水を毎朝見て、その値を帳面に書き写すこと。"


def test_running_lines_go_and_like_sentences_at_the_foot_of_pages_stay() -> None:
    found: list[PdfLine] = []
    for page in range(1, 9):
        found.append(PdfLine(page, 300, 800, 10.5, "水族館の手引き 第6.0版"))
        found += lines(f"{page}．水槽", "【遵守事項】", "①水を見て、", f">当番は{page % 3}人とする。", page=page)
        found.append(PdfLine(page, 300, 30, 10.5, f"飼育編 {page + 4}"))
    parsed = read_layout(found)
    assert [official.full for official in parsed.items] == [
        f"水を見て、当番は{page % 3}人とする。" for page in range(1, 9)
    ]
    assert parsed.notes == ()


def test_readings_above_kanji_are_left_out() -> None:
    ruby = [PdfLine(1, 80, 663, 5, "すい"), PdfLine(1, 80, 300, 10.5, "終わりの行。")]
    body = lines("1．水槽", "【遵守事項】", "①水を毎朝見て、その値を帳面に")
    assert (
        item(read_layout(body + ruby[:1] + lines(">書くこと。", top=655)), "1①").text
        == "水を毎朝見て、その値を帳面に書くこと。"
    )


@pytest.mark.parametrize("number", ["1.1", "１．１", "１.１", "1. 1", "１．１．"])
def test_section_numbers_in_every_style(number: str) -> None:
    parsed = read_layout(lines("1．水槽", f"{number}　砂の入れ替え", "砂は年に一度替える。"))
    (section,) = parsed.officials
    assert (section.section, section.title, section.text) == ("1.1", "砂の入れ替え", "砂は年に一度替える。")


@pytest.mark.parametrize("text", ["3.4 に示すとおりとする。", "1.5倍までとする", "1.1、1.2を読む", "2.1 別の章の節"])
def test_what_only_looks_like_a_section(text: str) -> None:
    parsed = read_layout(lines("1．水槽", "【遵守事項】", "①水を毎朝見て、その値は", text))
    assert [official.kind for official in parsed.officials] == ["item"]
    assert parsed.items[0].text.startswith("水を毎朝見て、その値は")


def test_the_heading_of_the_chapter_repeated_on_each_page_does_not_end_an_item() -> None:
    first = lines("1．水槽", "【遵守事項】", "①水を毎朝見て、その値を帳面に")
    second = lines("1．水槽", ">書き写すこと。", page=2)
    assert item(read_layout(first + second), "1①").text == "水を毎朝見て、その値を帳面に書き写すこと。"


def test_a_document_without_the_mark_is_read_by_its_circled_numbers() -> None:
    parsed = read_layout(lines("9．鍵", "9.1 鍵の箱", "①箱を閉める。", "②箱を数える。", size=10.5))
    assert [official.printed for official in parsed.items] == []
    begun = read_layout(lines("1．鍵", "1.1 鍵の箱", "①箱を閉める。", "②箱を数える。"))
    assert [official.printed for official in begun.items] == ["1.1①", "1.1②"]


def test_long_headings_run_on() -> None:
    heading = [PdfLine(1, 60, 720, 15, "1．水槽の見回りと餌の管理と砂の"), PdfLine(1, 60, 700, 15, "入れ替え［Ⅰ～Ⅱ］")]
    parsed = read_layout(heading + lines("【遵守事項】", "①水を毎朝見る。", "②" + LONG, top=660))
    assert parsed.chapters[0].title == "水槽の見回りと餌の管理と砂の入れ替え"
    assert item(parsed, "1①").applies == ("I", "II")


@pytest.mark.parametrize(
    "line",
    [
        lambda place: ("【遵守事項】", "①水")[place] if place < 2 else "あいうえおかきくけこ",
        lambda place: ("【遵守事項】", "①水")[place] if place < 2 else "(1)砂",
        lambda place: f"{place % 90 + 1}．章",
        lambda place: "." * 900 + "x",
        lambda place: "[" * 500 + "Ⅰ" * 400,
    ],
)
def test_work_grows_with_the_lines_and_not_with_their_square(line: Callable[[int], str]) -> None:
    long = [PdfLine(place // 50 + 1, 60, 800 - 15 * (place % 50), 10.5, line(place)) for place in range(20_000)]
    began = time.process_time()
    read_layout(long)
    assert time.process_time() - began < 30


def test_nothing_comes_of_nothing() -> None:
    assert read_layout([]) == Parsed()
