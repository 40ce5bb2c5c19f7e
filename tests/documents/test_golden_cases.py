"""Golden papers of the samples: what a reader sees changes only on purpose.

Hashes are blanked, because every catalogue line changes them. To accept a change: ``ANZENKARTE_GOLDEN=write`` and run
this file, then read the difference before committing it.
"""

from __future__ import annotations

import os
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from anzenkarte.assess.run import run
from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.documents.content.tree import Level
from anzenkarte.documents.dossier import compile_dossier
from anzenkarte.karte.read import read_file
from anzenkarte.karte.select import choose
from anzenkarte.kernel.text import Lang

GOLDEN = Path(__file__).parent / "golden"
HANDA = ("handa-2021", "", date(2021, 10, 30), ("mhlw-6.0", "meti-mic-1.1"))
KIKU = ("saas-emr", "hoshizora-kiku", date(2026, 11, 25), ())
PAPERS: tuple[tuple[tuple[str, str, date, tuple[str, ...]], Level, Lang], ...] = (
    (HANDA, "clinic", "ja"),
    (HANDA, "clinic", "en"),
    (HANDA, "manager", "ja"),
    (KIKU, "clinic", "ja"),
)


class _Reader(HTMLParser):
    """The words of a page, one line per piece of text."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("style", "svg", "title")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("style", "svg", "title")

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text and not self.silent:
            self.lines.append(re.sub(r"\b[0-9a-f]{12}\b", "············", text))


def _words(sample: tuple[str, str, date, tuple[str, ...]], level: Level, lang: Lang, root: Path) -> str:
    name, chosen, day, editions = sample
    catalogue = open_catalogue()
    documents = read_file(root / "src/anzenkarte_catalogues/cases" / name / "karte.yaml", catalogue.vocabulary)
    case = choose(documents, catalogue.vocabulary, chosen)
    assessment = run(case, catalogue, day, catalogue.resolve(list(editions), day))
    reader = _Reader()
    reader.feed(compile_dossier(assessment, level, lang)["index.html"].decode())
    return "\n".join(reader.lines) + "\n"


@pytest.mark.parametrize(
    ("sample", "level", "lang"), PAPERS, ids=lambda value: str(value[0] if isinstance(value, tuple) else value)
)
def test_paper_reads_as_it_did(
    sample: tuple[str, str, date, tuple[str, ...]], level: Level, lang: Lang, root: Path
) -> None:
    kept = GOLDEN / f"{sample[0]}-{level}-{lang}.txt"
    now = _words(sample, level, lang, root)
    if os.environ.get("ANZENKARTE_GOLDEN") == "write":
        kept.write_text(now)
    assert now == kept.read_text()
