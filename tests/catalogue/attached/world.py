"""A small catalogue of an aquarium's guideline, in files, and its official files, for tests of attaching."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.catalogue.attached.papers import LONG, Chapter, Item, Section, guideline

EDITION = """\
schema: anzenkarte/edition/1
id: aqua-6.0
guideline: aqua
edition: "6.0"
kind: guideline
binds: institution
title: {ja: 水族館の安全管理に関する手引き 第6.0版, en: "Aquarium guideline, edition 6.0"}
publisher: {ja: 水産の役所, en: Office of fish}
published: "2023-05-31"
in_force: {from: "2023-05-31", until: null}
supersedes: null
confidence: partial
read_in: {ja: 案, en: draft}
citation: {source: F1, place: {ja: 表紙, en: cover}}
sources:
  F1:
    title: {ja: 手引き 飼育編（公式PDF）, en: Keeping part (official PDF)}
    note: {ja: "本文は未読。SHA-256 %(sha)s", en: "Text not read. SHA-256 %(sha)s"}
parts:
  - {id: running, title: {ja: 運営編, en: Running}}
  - {id: keeping, title: {ja: 飼育編, en: Keeping}}
"""
CHAPTER = """\
  - number: "%s"
    title: {ja: %s, en: Chapter}
    title_confidence: partial
    coverage: partial
    coverage_note: {ja: 一部だけ, en: only some}
"""
ITEM = """\
  - id: aqua-6.0/%s
    number: %s
    chapter: "%s"
    title: {ja: %s, en: Title}
    summary: {ja: %s, en: Summary}
    addressee: institution
    confidence: partial
    carried_from: draft
    read_in: {ja: 案, en: draft}
    citation: {source: F1, place: {ja: 1頁, en: p. 1}}
"""


def keeping() -> str:
    """The items held of the keeping part: one that agrees, one doubtful, one absent, one without number, a section."""
    items = [
        ("keeping/1/1", '"1①"', "1", "水温の確認", "水温の毎朝の確認と記帳"),
        ("keeping/1/4", '"1④"', "1", "照明", "照明を夜に落とす"),
        ("keeping/2/1", '"2①"', "2", "金庫の鍵", "金庫の鍵と合鍵の数を毎週数えて名簿に残す"),
        ("keeping/2/~feed-shelf", "null", "2", "餌棚の清掃", "餌棚の清掃と乾燥剤の交換"),
        ("keeping/2/2.1", '"2.1"', "2", "置き場", "餌の置き場の考え方"),
        ("keeping/2/2.9", '"2.9"', "2", "ない節", "印刷されていない節"),
    ]
    chapters = [CHAPTER % ("1", "水槽の見回り"), CHAPTER % ("2", "餌と鍵")]
    head = "schema: anzenkarte/items/1\nedition: aqua-6.0\npart: keeping\nchapters:\n"
    return head + "".join(chapters) + "items:\n" + "".join(ITEM % item for item in items)


def running() -> str:
    """The items held of the running part, one with a group."""
    items = [("running/1.2.1-accountability/1", '"1.2.1<説明する責任>①"', "1", "説明", "客への説明")]
    head = "schema: anzenkarte/items/1\nedition: aqua-6.0\npart: running\nchapters:\n"
    return head + CHAPTER % ("1", "責任") + "items:\n" + "".join(ITEM % item for item in items)


KEEPING = [
    Chapter(
        1,
        "水槽の見回り",
        "［Ⅰ～Ⅲ］",
        [Item("水温を毎朝確かめ、帳面に書き写すこと。"), Item(LONG), Item("水位の印を消さないこと。")],
    ),
    Chapter(
        2,
        "餌と鍵の管理",
        "",
        [
            Item("餌の種類ごとに係を決めること。"),
            Item("金庫の鍵と合鍵の数を毎週数え、名簿に残すこと。"),
            Item("餌棚を月に一度清掃し、乾燥剤を交換すること。", [(1, "－", "棚は三段とする。")]),
        ],
        sections=[Section("2.1", "餌の置き場", "餌は暗く乾いた所に置く。")],
    ),
]
RUNNING = [
    Chapter(
        1,
        "責任",
        sections=[
            Section(
                "1.2.1",
                "通常時",
                groups=[
                    ("説明する責任", [Item("客に述べる。"), Item("掲示する。")]),
                    ("見直す責任", [Item("見直す。")]),
                ],
            )
        ],
    )
]


@cache
def keeping_pdf() -> bytes:
    """The official keeping part."""
    return guideline("飼育編", "第6.0版", KEEPING)


@cache
def running_pdf() -> bytes:
    """The official running part."""
    return guideline("運営編", "第6.0版", RUNNING)


def write(folder: Path, sha: str = "0" * 64, change: Callable[[str], str] = str) -> Path:
    """The catalogue in files; ``change`` is applied to the keeping part."""
    place = folder / "aqua" / "6.0"
    place.mkdir(parents=True)
    (place / "edition.yaml").write_text(EDITION % {"sha": sha}, encoding="utf-8")
    (place / "keeping.yaml").write_text(change(keeping()), encoding="utf-8")
    (place / "running.yaml").write_text(running(), encoding="utf-8")
    return folder
