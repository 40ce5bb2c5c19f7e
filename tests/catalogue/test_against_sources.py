"""The shipped catalogue against the texts it was made from: nothing copied, nothing raised, readings as printed.

Skipped, and saying so, where those texts do not lie beside the checkout.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from anzenkarte.catalogue.catalogue import Catalogue, read_catalogue
from anzenkarte.formats.strict_yaml import load_one_file
from anzenkarte.kernel.citations import CONFIDENCES as WORDS

CONFIDENCES: list[str] = [*WORDS]
RUN = 30  # characters in a row, blanks and punctuation removed
#: Keys under which a file names something as printed, each with the reason why it may be the same. Nothing else may.
NAMES: Mapping[str, str] = {
    "sources": "titles and addresses of what is cited",
    "address": "an address",
    "title": "names of editions, chapters, laws and items",
    "publisher": "names of bodies",
    "issuer": "names of bodies",
    "name": "names of fee standards and of bodies",
    "article": "name and number of a law",
    "standards": "names and numbers of standards",
    "acts": "names and numbers of laws",
    "types_as_printed": "the report's list of types, kept beside our codes because it contradicts another page",
    "threats_as_printed": "the same for threats",
    "regions_as_printed": "the same for regions",
    "document_title": "names of documents",
    "id": "ids",
    "citation": "places in a source",
    "place": "places in a source",
}


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


@pytest.fixture(scope="module")
def shared(root: Path) -> Path:
    """The folder of the source texts beside the checkout."""
    folder = root.parent / "shared"
    if not (folder / "source").is_dir():
        pytest.skip("the source texts (../shared) are not here")
    return folder


@pytest.fixture(scope="module")
def report(shared: Path) -> str:
    """The report of fiscal year 2022, as extracted text."""
    return (shared / "source/report-r4-safety-management.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reference(shared: Path) -> list[Any]:
    """The facts on the guidelines, with how each was read."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((shared / "reference").glob("*.json"))]


@cache
def _catalogue() -> Catalogue:
    return read_catalogue()


def _texts(data: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    if isinstance(data, str):
        yield "/".join(path), data
    elif isinstance(data, list):
        for index, entry in enumerate(data):
            own = str(entry.get("id", index)) if isinstance(entry, dict) else str(index)
            yield from _texts(entry, (*path, own))
    elif isinstance(data, dict):
        for key, value in data.items():
            if key not in NAMES:
                yield from _texts(value, (*path, key))


def _shared_run(text: str, source: str) -> str:
    plain = _plain(text)
    starts = (start for start in range(len(plain) - RUN + 1) if plain[start : start + RUN] in source)
    start = next(starts, None)
    return "" if start is None else plain[start : start + RUN]


def _copied(root: Path, source: str) -> dict[str, str]:
    found = {}
    folder = root / "src/anzenkarte_catalogues"
    for path in sorted(folder.rglob("*.yaml")):
        name = path.relative_to(folder).as_posix()
        if not name.startswith(("cases/", "messages/", "vocabulary/")):
            for place, text in _texts(load_one_file(path).data):
                if run := _shared_run(text, source):
                    found[f"{name}: {place}"] = run
    return found


def test_no_sentence_of_the_report_is_copied(root: Path, report: str) -> None:
    assert _copied(root, _plain(report)) == {}


def test_a_copied_sentence_would_be_found(report: str) -> None:
    sentences = [part for part in re.split(r"[。\n]", report) if len(_plain(part)) >= 2 * RUN]
    assert len(sentences) > 100
    source = _plain(report)
    for sentence in sentences[::10]:
        assert _shared_run(f"当方の前置き。{sentence[: RUN + 25]}。", source)
    assert not _shared_run("安全カルテが自分の言葉で書いた、どの出典の文とも違う三十字を超える長い一文である。", source)
    assert list(_texts({"summary": {"ja": "あ"}, "title": {"ja": "い"}, "l": [{"id": "x", "en": "a"}]})) == [
        ("summary/ja", "あ"), ("l/x/en", "a"),
    ]  # fmt: skip


def _judged(data: Any) -> Iterator[tuple[str, str]]:
    """Id and confidence of everything in the reference that has both."""
    if isinstance(data, dict):
        word = data.get("confidence", data.get("name_confidence"))
        if isinstance(data.get("id"), str) and isinstance(word, str):
            yield data["id"], word
        for value in data.values():
            yield from _judged(value)
    elif isinstance(data, list):
        for value in data:
            yield from _judged(value)


def _rank(word: str) -> int:
    return CONFIDENCES.index(word)


def test_no_confidence_is_better_than_it_was_read(reference: list[Any]) -> None:
    judged = dict(pair for data in reference for pair in _judged(data))
    items = [item for name in _catalogue().editions for item in _catalogue().items(name)]
    pairs = [(item, name) for item in items for name in (*item.aliases, str(item.extra.get("topic"))) if name in judged]
    assert len(pairs) > 100
    assert [item.id for item, name in pairs if _rank(item.confidence) < _rank(judged[name])] == []


def test_no_line_of_a_checklist_is_surer_than_it_was_read(reference: list[Any]) -> None:
    editions = [edition for data in reference for edition in data.get("editions", []) if "fiscal_year" in edition]
    assert len(editions) == 12
    for edition in editions:
        held = _catalogue().items(f"cyber-checklist-{edition['fiscal_year'].lower()}-{edition['audience']}")
        assert len(held) == len(edition["items"])
        words = {line["number"]: line["confidence"] for line in edition["items"]}
        numbered = [item for item in held if item.extra["normalised_number"] in words]
        assert len(numbered) >= len(held) - 1  # a line before the sections has no number
        assert [i.id for i in numbered if _rank(i.confidence) < _rank(words[i.extra["normalised_number"]])] == []


TYPES = {
    "臨床情報システム": "cis", "医療機器": "medical_device", "ネットワーク機器": "network",
    "リモートケアシステム": "remote_care", "モバイルクライアント": "mobile_client",
    "識別システム": "identification", "ビル管理システム": "bms", "産業用制御システム": "ics",
    "プロフェッショナルサービス": "professional_service", "クラウドサービス": "cloud",
}  # fmt: skip
THREATS = {
    "悪意ある行為": "malicious", "サプライチェーン障害": "supply_chain", "システム障害": "system_failure",
    "人的ミス": "human_error", "自然": "natural",
}  # fmt: skip


def test_the_summary_table_of_the_practices_is_as_printed(report: str) -> None:
    columns = [*TYPES.values(), *THREATS.values()]
    printed = {}
    for number, cells in re.findall(r"^GP (\d+)\. [^\t\n]*\t(.*)$", report, re.MULTILINE):
        marks = cells.split("\t")
        if len(marks) == len(columns):
            printed[int(number)] = {name for name, mark in zip(columns, marks, strict=True) if mark.strip() == "○"}
    assert sorted(printed) == list(range(1, 31))
    for item in _catalogue().items("enisa-procurement-2020"):
        matrix: Any = item.extra["matrix"]
        assert {*matrix["types"], *matrix["threats"]} == printed[int(item.id[-2:])], item.id


def _pages(report: str) -> dict[int, dict[str, str]]:
    """Practice → heading of a row → cell, from the pages that show two practices side by side."""
    pages: dict[int, dict[str, str]] = {}
    numbers: tuple[int, ...] = ()
    for line in report.split("\n"):
        if match := re.match(r"\tGP ?(\d+)\.[^\t]*\tGP ?(\d+)\.", line):
            numbers = (int(match[1]), int(match[2]))
        heading, *cells = line.split("\t")
        if heading.startswith(("関連する", "例/証拠")) and numbers:
            for number, cell in zip(numbers, cells, strict=False):
                pages.setdefault(number, {})[heading] = cell
    return pages


def test_the_pages_of_the_practices_are_as_printed(report: str) -> None:
    pages = _pages(report)
    assert sorted(pages) == list(range(1, 31))
    for item in _catalogue().items("enisa-procurement-2020"):
        detail: Any = item.extra["detail"]
        page = pages[int(item.id[-2:])]
        for key, heading, words in (("types", "関連する調達のタイプ", TYPES), ("threats", "関連する脅威", THREATS)):
            cell = page[heading]
            if detail[key] is None:
                assert "<p>" in cell, item.id  # the report prints the text of the practice in the place of its threats
                continue
            every = cell.strip() == "すべて"
            assert set(detail[key]) == {name for word, name in words.items() if every or word in cell}, item.id
            if f"{key}_as_printed" in detail:
                assert _plain(detail[f"{key}_as_printed"]) == _plain(cell), item.id
        dots = page["例/証拠"].count("●")
        points: Any = item.extra["checkpoints"]
        assert len(points) == dots or not dots, item.id
