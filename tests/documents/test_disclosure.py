"""Papers of a disclosure: nothing withheld in any format, golden texts at three levels, one page for the clinic.

To accept a change of the golden texts: ``ANZENKARTE_GOLDEN=write`` and run this file, then read the difference.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from random import Random

import pypdf
import pytest

from anzenkarte.assess.run import run
from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.documents.content.tree import Level
from anzenkarte.documents.disclosure import FILES, compile_disclosure
from anzenkarte.karte.disclosure.policy import LEVELS, Decision, Policy
from anzenkarte.karte.disclosure.start import default_policy
from anzenkarte.karte.disclosure.view import Disclosure, disclose
from anzenkarte.karte.read import read_file
from anzenkarte.karte.select import choose
from anzenkarte.kernel.text import Lang
from tests.karte.disclosure.planted import FIRST, VENDOR, VOCABULARY, Planter, policy

GOLDEN = Path(__file__).parent / "golden"
DAY = date(2026, 11, 25)
_MOST = 400  # lines held of a paper: enough for the whole of the shorter two
PLANTED: tuple[tuple[int, str, Level, Lang], ...] = (
    (1, FIRST, "engineer", "ja"),
    (6, "customers", "engineer", "en"),
    (7, VENDOR, "clinic", "ja"),
)


def papers(disclosure: Disclosure, level: Level, lang: Lang, document: str = "") -> dict[str, bytes]:
    catalogue = open_catalogue()
    case = choose(disclosure.named, catalogue.vocabulary, document)
    return compile_disclosure(disclosure, run(case, catalogue, DAY, catalogue.resolve([], DAY)), level, lang)


def all_text(name: str, data: bytes) -> str:
    """Everything a file holds, without spaces and line ends, which formats add as they please."""
    if name.endswith(("docx", "xlsx")):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            whole = "\n".join(
                [*archive.namelist(), *(archive.read(entry).decode("utf-8", "replace") for entry in archive.namelist())]
            )
        whole += re.sub(r"<[^>]*>", "", whole)
    elif name.endswith("pdf"):
        reader = pypdf.PdfReader(io.BytesIO(data))
        whole = "".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
    else:
        whole = data.decode()
        whole += re.sub(r"<[^>]*>", "", whole)
    return re.sub(r"\s|\u200b|\u2060|\u00ad", "", unescape(whole))


@pytest.mark.parametrize(("seed", "recipient", "level", "lang"), PLANTED)
def test_no_canary_of_the_withheld_in_any_format(seed: int, recipient: str, level: Level, lang: Lang) -> None:
    planter = Planter(Random(seed))  # noqa: S311 - a seed, no secret
    documents = planter.documents()
    random_policy = policy(documents, planter.random)
    core = ("service", "engagement", "institution", "party")
    opened = {k: d for k, d in default_policy(documents).decisions.items() if k[1] in core}
    disclosure = disclose(
        documents, VOCABULARY, Policy({**random_policy.decisions, **opened}), recipient, level, DAY.isoformat()
    )
    shown = {(f"{d.kind}/{d.name}", e.kind, e.id) for d in disclosure.documents for e in d}
    held = {planter.canaries[place] for place in shown}
    gone = {canary for place, canary in planter.canaries.items() if place not in shown} - held
    assert len(gone) > 10
    assert len(held) > 5
    files = papers(disclosure, level, lang)
    assert tuple(files) == FILES
    for name, data in files.items():
        text = all_text(name, data)
        assert [canary for canary in sorted(gone) if canary in text] == [], name
        assert "NOTEZq" not in text, name
    assert any(canary in all_text("disclosure.json", files["disclosure.json"]) for canary in held)


def test_the_search_reads_every_format() -> None:
    planter = Planter(Random(3))  # noqa: S311 - a seed, no secret
    documents = planter.documents()
    disclosure = disclose(documents, VOCABULARY, default_policy(documents), FIRST, "engineer", DAY.isoformat())
    files = papers(disclosure, "engineer", "ja")
    wanted = planter.canaries["service/service-one", "component", "component-serviceone-1"]
    assert [name for name, data in files.items() if wanted not in all_text(name, data)] == []


class _Reader(HTMLParser):
    """The words of a page, one line per piece of text; hashes are blanked: every catalogue line changes them."""

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
            self.lines.append(re.sub(r"\b(sha256:)?[0-9a-f]{12,64}\b", "············", text))


def sample(root: Path, level: str) -> Disclosure:
    """The clinic's disclosure of the SaaS sample: its Wi-Fi withheld."""
    documents = read_file(root / "src/anzenkarte_catalogues/cases/saas-emr/karte.yaml", VOCABULARY)
    held = dict(default_policy(documents).decisions)
    held["engagement/hoshizora-kiku", "connection", "kiku-wifi"] = Decision("engineer", ())
    return disclose(documents, VOCABULARY, Policy(held), "kiku-clinic", level, DAY.isoformat())


@pytest.mark.parametrize("level", LEVELS)
def test_disclosure_reads_as_it_did(level: Level, root: Path) -> None:
    reader = _Reader()
    reader.feed(papers(sample(root, level), level, "ja")["index.html"].decode())
    found = "\n".join(reader.lines[:_MOST]) + "\n"
    golden = GOLDEN / f"disclosure-{level}-ja.txt"
    if os.environ.get("ANZENKARTE_GOLDEN") == "write":
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")
    assert "kiku-7q4f-staff" not in found
    assert "つばき" not in found


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_clinics_page_is_one_sheet(lang: Lang, root: Path) -> None:
    pdf = papers(sample(root, "clinic"), "clinic", lang)["disclosure.pdf"]
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 1


def test_equal_disclosures_give_equal_bytes(root: Path) -> None:
    assert papers(sample(root, "clinic"), "clinic", "en") == papers(sample(root, "clinic"), "clinic", "en")
