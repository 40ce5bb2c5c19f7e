"""An English page is English: what stands there in Japanese was written so by people, and says that it is Japanese."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client

from anzenkarte.karte.document import Document
from anzenkarte.web.shared.marks import marked
from anzenkarte.workspace.assessments.projection import refresh_all
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.store import catalogue, load, store_revision
from anzenkarte.workspace.scope import scope, unscoped
from tests.web.languages import JAPANESE, japanese_alone, one_language, said_on
from tests.web.test_queries import DESKS, _pages

SignedIn = Callable[..., Client]
TEMPLATES = [path for folder in settings.TEMPLATES[0]["DIRS"] for path in sorted(Path(folder).rglob("*.html"))]
BEGUN = "vendor/new/"
"""Shows the texts of a document that is being begun; the first is the vendor's own name, in Japanese as its papers."""
OWN_WORDS = re.compile(r"\{%\s*say\b.*?%\}|\{%\s*comment.*?endcomment\s*%\}|<span lang=.*?</span>", re.DOTALL)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_template_says_everything_in_both_languages(template: Path) -> None:
    rest = OWN_WORDS.sub("", template.read_text(encoding="utf-8"))
    assert JAPANESE.findall(rest) == []


def _shown(world: World, key: str, signed_in: SignedIn) -> Iterator[tuple[str, str]]:
    """Name and text of each page of a party's desk, in English."""
    person = world.administrators[key]
    person.language = "en"
    person.save()
    refresh_all(world.organisations[key].id, datetime.now(ZoneInfo("Asia/Tokyo")).date())
    client = signed_in(key, "administrators")
    for name, address in _pages(world, key):
        answer = client.get(address)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            yield name, answer.content.decode()


def _written() -> str:
    """What people and publishers wrote in one language alone: texts of documents, numbers as they are printed."""
    with unscoped():
        heads = [row.head for row in KarteDocument.objects.select_related("head") if row.head is not None]
        texts = {text for head in heads for entity in load(head) for text in one_language(dict(entity.fields))}
    editions = catalogue().editions.values()
    numbers = {one.number for e in editions for one in (*catalogue().items(e.id), *e.chapters)}
    return "\n".join(sorted(texts | {number for number in numbers if number}))


@pytest.mark.parametrize("key", DESKS)
def test_an_english_page_holds_no_japanese_but_what_was_written_so(world: World, signed_in: SignedIn, key: str) -> None:
    written, pages = _written(), 0
    for name, page in _shown(world, key, signed_in):
        pages += 1
        for said in said_on(page, "en"):
            runs = JAPANESE.findall(said.text)
            typed = name == BEGUN or said.where in {
                "input@value",
                "textarea",
            }  # both languages stand side by side where one writes
            assert typed or [run for run in runs if run not in written] == [], (name, said)
            assert not runs or said.lang == "ja" or said.label, (name, said)
    assert pages > 4


def _rewritten(document: Document) -> Document:
    entities = {
        kind: {id_: replace(one, fields=japanese_alone(dict(one.fields))) for id_, one in of.items()}
        for kind, of in document.entities.items()
    }
    return replace(document, entities=entities, sealed="")


@pytest.mark.parametrize("key", ["saas-vendor", "hospital", "supervisor"])
def test_names_that_exist_in_japanese_alone_are_said_to_be_japanese(
    world: World, signed_in: SignedIn, key: str
) -> None:
    for organisation in world.organisations.values():
        organisation.name_en = ""
        organisation.save()
        with scope(organisation.id):
            for row in list(KarteDocument.objects.select_related("head").filter(keeper_urn=organisation.urn)):
                store_revision(row, _rewritten(load(row.head)), world.editors[key].pk)
    passages = 0
    for name, page in _shown(world, key, signed_in):
        for said in said_on(page, "en"):
            if JAPANESE.search(said.text) and not said.label:
                passages += 1
                assert said.lang == "ja", (name, said)
        assert f'<span lang="ja">{world.organisations[key].name_ja}' in page or "<html" not in page, name
    assert passages > 10


@pytest.mark.parametrize(
    ("lang", "page", "expected"),
    [
        ("en", "<p>Use at きく内科, by C社</p>",
         '<p>Use at <span lang="ja">きく内科</span>, by <span lang="ja">C社</span></p>'),
        ("en", "第6条 第2項 of the terms", '<span lang="ja">第6条 第2項</span> of the terms'),
        ("en", '<option value="1">電子カルテ</option>', '<option value="1" lang="ja">電子カルテ</option>'),
        ("en", "<title>電子カルテ – x</title>", '<title lang="ja">電子カルテ – x</title>'),
        ("en", '<input value="電子"><input type="hidden" value="電子">',
         '<input value="電子" lang="ja"><input type="hidden" value="電子">'),
        ("en", '<script type="application/json">"電子"</script>', '<script type="application/json">"電子"</script>'),
        ("en", '<p aria-label="電子"><span lang="ja">電子</span></p>',
         '<p aria-label="電子"><span lang="ja">電子</span></p>'),
        ("en", "<p>電子&amp;紙</p>", '<p><span lang="ja">電子</span>&amp;<span lang="ja">紙</span></p>'),
        ("ja", "<p>これは Office of the Northern Region の EMR server です。</p>",
         '<p>これは <span lang="en">Office of the Northern Region</span> の EMR server です。</p>'),
    ],
)  # fmt: skip
def test_a_passage_in_the_other_language_says_so(lang: str, page: str, expected: str) -> None:
    assert marked(page, lang) == expected
    assert marked(expected, lang) == expected
