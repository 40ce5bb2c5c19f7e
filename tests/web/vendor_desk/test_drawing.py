"""The drawing on the page of a document: large enough to read, every sign named, details beside it."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from anzenkarte.documents.render.words import SIGNS
from anzenkarte.documents.render.zone_titles import _pieces, _text_box, _touches
from tests.web.vendor_desk.conftest import Desk

LEAST = 11.0
KARTES = [("service", "hoshizora-emr"), ("engagement", "hoshizora-kiku")]
_SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(("kind", "name"), KARTES)
def test_no_text_of_the_drawing_is_too_small_to_read(desk: Desk, kind: str, name: str) -> None:
    page = desk.get(f"{desk.karte(kind, name)}drawing/", headers={"hx-request": "true"}).content
    root = etree.fromstring(page[page.index(b"<svg") : page.rindex(b"</svg>") + 6])
    scale = float(root.get("width")) / float(root.get("viewBox").split()[2])
    sizes = [float(text.get("font-size", "14").removesuffix("px")) for text in root.iter(f"{_SVG}text")]
    assert len(sizes) > 5
    assert min(sizes) * scale >= LEAST


@pytest.mark.parametrize(("kind", "name"), KARTES)
def test_no_line_crosses_the_title_of_a_zone(desk: Desk, kind: str, name: str) -> None:
    page = desk.get(f"{desk.karte(kind, name)}drawing/", headers={"hx-request": "true"}).content
    root = etree.fromstring(page[page.index(b"<svg") : page.rindex(b"</svg>") + 6])
    lines = [one for path in root.iter(f"{_SVG}path") if path.get("fill") == "none" for one in _pieces(path)]
    titles = [text for text in root.iter(f"{_SVG}text") if text.get("paint-order")]
    assert len(titles) > 2
    assert not ["".join(t.itertext()) for t in titles for line in lines if _touches(line, _text_box(t))]


@pytest.mark.parametrize(("kind", "name"), KARTES)
def test_every_sign_and_line_of_the_drawing_is_named(desk: Desk, kind: str, name: str) -> None:
    karte = desk.karte(kind, name)
    drawn = desk.get(f"{karte}drawing/", headers={"hx-request": "true"}).content.decode()
    page = desk.get(karte)
    texts = "".join(re.findall(r"<t(?:ext|span)[^>]*>([^<]*)", drawn))
    signs = {
        sign.char: sign.word.ja for sign in SIGNS.values() if sign.char in texts.replace("（", "").replace("）", "")
    }
    named = dict(page.context["signs"])
    assert {char: word for char, word in signs.items() if f"{char} " in texts} == named
    legend = re.search(r'<ul class="karte-legend".*?</ul>', page.content.decode(), re.DOTALL)
    assert legend
    assert all(char in legend[0] and word in legend[0] for char, word in named.items())
    assert page.context["strokes"]
    assert legend[0].count("<line ") == len(page.context["strokes"])


def test_details_open_in_the_column_beside_the_drawing(desk: Desk) -> None:
    karte = desk.karte("service", "hoshizora-emr")
    text = desk.get(karte).content.decode()
    beside = text[text.index('class="karte-columns__side"') :]
    assert 'id="part"' in beside
    assert beside.index('id="part"') < beside.index('id="side"')
    part = desk.get(f"{karte}part/?part=store/log-store", headers={"hx-request": "true"}).content.decode()
    assert "data-close-part" in part
    assert "data-close-part" not in desk.get(f"{karte}part/?part=store/log-store").content.decode()
