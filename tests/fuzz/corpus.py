"""The seeds every target starts from, made by code from the samples; keys are thrown away after the run."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from functools import cache
from importlib.resources import files
from pathlib import Path

from anzenkarte.accord.lines import Line
from anzenkarte.exchange.bundle.content import Content, Said
from anzenkarte.exchange.bundle.seal import Assessed, Offer, Place, seal
from anzenkarte.exchange.keys.card import read_card
from tests.exchange.bundle.conftest import HOSPITAL, LINE, TODAY, VENDOR, World, side
from tests.formats.typeset import one_page, typeset
from tests.forms.helpers import CHECKLIST, book, documents, form, own_workbook

SAMPLE = "power-and-catering"
SECOND = "nursing-care"


@cache
def world() -> World:
    """Vendor and hospital, who trust each other; their keys lie in a folder that goes with the process."""
    folder = Path(tempfile.mkdtemp(prefix="anzenkarte-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = World(side(folder / "v", VENDOR, "vendor"), side(folder / "h", HOSPITAL, "hospital"))
    made.hospital.store.trust(read_card(made.vendor.known.data), "approver", TODAY)
    return made


@cache
def content() -> Content:
    """Documents, lines, words and evidence of the bundles."""
    lines = (LINE, Line("item/x@service/y", "item", {"answer": "yes", "note": "備考"}, {"item x": "sha256:1"}))
    said = (Said("x", "sha256:" + "0" * 64, "ask", "なぜ"), Said("y", "sha256:" + "1" * 64, "accept"))
    return Content(tuple(documents(SAMPLE)), lines, said, {"根拠.txt": b"evidence", "b.pdf": b"%PDF-1.7"})


def _bundle(inside: Content, recipient: str = "") -> bytes:
    about = "engagement/hama-nagi"
    assessed = Assessed("2026-11-01", ("mhlw-6.0",), "sha256:" + "2" * 64, "anzenkarte")
    offer = Offer(about, HOSPITAL, inside, Place(), assessed, (), recipient)
    return seal(offer, world().vendor.secret, TODAY)


@cache
def bundles() -> tuple[bytes, ...]:
    """A bundle with everything, a small one, and one encrypted to the receiver."""
    small = Content((), (LINE,), (), {})
    recipient = world().hospital.secret.card.recipient
    return _bundle(content()), _bundle(small), _bundle(small, recipient)


@cache
def forms() -> tuple[bytes, ...]:
    """Our own workbook, and a stranger's with numbers, days, blanks and merged cells."""
    lines = form(CHECKLIST).lines[:8]
    words = ("はい", "×", "対象外", "△", 1, True, None, "予定")
    rows: list[list[object]] = [["様式"], ["番号", "確認項目", "回答", "備考", "目標日"]]
    for index, (line, word) in enumerate(zip(lines, words, strict=False)):
        rows.append([line.number, line.question.ja, word, f"備考{index}", "令和8年4月1日" if index == 7 else None])
    return own_workbook(CHECKLIST, SAMPLE), book(rows), book(rows, "様式 1", "D3:D4"), book(rows[1:], "x", "A9:C12")


@cache
def kartes() -> tuple[bytes, ...]:
    """Two samples as YAML and one as JSON."""
    cases = Path(str(files("anzenkarte_catalogues"))) / "cases"
    texts = [(cases / name / "karte.yaml").read_bytes() for name in (SAMPLE, SECOND)]
    whole = json.dumps([one.to_json() for one in documents(SAMPLE)], ensure_ascii=False).encode()
    return (*texts, whole)


@cache
def bills() -> tuple[bytes, ...]:
    """A bill of materials with components inside components."""
    inner = {"type": "library", "name": "zlib", "version": "1.3", "purl": "pkg:generic/zlib@1.3", "bom-ref": "z"}
    outer = {
        "type": "application",
        "name": "電子カルテ",
        "bom-ref": "a",
        "supplier": {"name": "x"},
        "components": [inner],
    }
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {"component": {"type": "application", "name": "top", "bom-ref": "t"}, "timestamp": "2026-01-01"},
        "components": [outer, {"type": "firmware", "name": "fw", "hashes": [{"alg": "SHA-1", "content": "0"}]}],
        "vulnerabilities": [{"ratings": [{"score": 9.8}]}],
    }
    return (json.dumps(bill, ensure_ascii=False).encode(),)


@cache
def papers() -> tuple[bytes, ...]:
    """A typeset page, and one written by hand whose content a mutator can read."""
    return typeset("= 14.1 安全管理\n文書を定める。"), one_page(b"BT /F1 12 Tf 72 700 Td (14.1 safety) Tj ET")
