"""The parts all desks share: each with what its head says it takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from anzenkarte.documents.content.tree import Reason
from anzenkarte.web.shared.desk import Outcome
from anzenkarte.web.shared.templatetags import desk
from anzenkarte.web.shared.terms import TERMS_OF, term, terms_of
from anzenkarte.workspace.documents_store.store import catalogue


def every_pattern(found: list[URLPattern | URLResolver] | None = None) -> Iterator[URLPattern]:
    for one in get_resolver().url_patterns if found is None else found:
        if isinstance(one, URLResolver):
            yield from every_pattern(one.url_patterns)
        else:
            yield one


def render(source: str, language: str = "ja", /, **given: object) -> str:
    with translation.override(language):
        return Template("{% load desk words %}" + source).render(Context(given)).strip()


def include(name: str, language: str = "ja", /, **given: object) -> str:
    return render('{% include "shared/_' + name + '.html" %}', language, **given)


@pytest.mark.parametrize(
    ("value", "ja", "en"),
    [
        (date(2027, 4, 1), "2027年4月1日（令和9年）", "2027-04-01"),
        ("2027-04-01", "2027年4月1日（令和9年）", "2027-04-01"),
        (datetime(2027, 3, 31, 15, 30, tzinfo=UTC), "2027年4月1日（令和9年）", "2027-04-01"),
        ("", "", ""),
        (None, "", ""),
        ("いつか", "いつか", "いつか"),
    ],
)
def test_days(value: object, ja: str, en: str) -> None:
    assert render("{{ value|day }}", value=value) == ja
    assert render("{{ value|day }}", "en", value=value) == en


def test_moments_are_in_japan() -> None:
    at = datetime(2027, 3, 31, 15, 30, tzinfo=UTC)
    assert render("{{ at|moment }}", at=at) == "2027年4月1日（令和9年） 00:30"
    assert render("{{ at|moment }}", "en", at=at) == "2027-04-01 00:30 JST"
    assert '<time datetime="2027-04-01">' in include("date", day=date(2027, 4, 1))


def test_marks_are_words() -> None:
    assert ">食い違い<" in include("state", state="contradiction")
    assert ">至急<" in include("severity", severity="urgent")
    assert "verdict--unknown" in include("verdict", outcome_word="unknown")
    for words in (desk._STATES, desk._KINDS, desk._ROLES, desk._FACTORS, desk._FAULTS, desk._FIELDS):
        assert all(ja and en and ja != en for ja, en in words.values())


def test_a_field_says_what_is_wrong_where_it_is() -> None:
    outcome = Outcome(None, (("store.place", "場所を選んでください。"),))
    made = include("field", label="場所", name="place", path="store.place", outcome=outcome, hint="国から")
    assert 'id="f-store-place"' in made
    assert 'for="f-store-place"' in made
    assert 'aria-invalid="true"' in made
    assert 'aria-describedby="f-store-place-hint f-store-place-error"' in made
    assert "場所を選んでください。" in made
    assert 'href="#f-store-place"' in include("errors", outcome=outcome)
    quiet = include("field", label="場所", name="place", value='"><script>')
    assert "aria-invalid" not in quiet
    assert "<script>" not in quiet
    assert include("errors", outcome=None) == ""


def test_reasons_nest() -> None:
    inner = Reason("定義", "項目")
    made = include("why", path=[Reason("なぜ", "満たさない", children=(inner,))])
    assert made.count("<ol") == 2
    assert "なぜ：満たさない" in made


def test_the_next_step_and_tasks() -> None:
    assert 'href="/a/"' in include("empty", text="まだありません。", action_url="/a/", action="始める")
    tasks = [{"title": "通信", "href": "/b/", "state": "入力中", "tone": "care"}]
    assert 'class="tag tag--care"' in include("task_list", tasks=tasks)


def test_pages_of_a_long_list() -> None:
    pages = Paginator(range(100), 10)
    made = include("pager", page=pages.get_page(2), query="q=a&")
    assert 'href="?q=a&amp;page=1"' in made
    assert 'href="?q=a&amp;page=3"' in made
    assert include("pager", page=Paginator(range(3), 10).get_page(1), query="") == ""


def test_a_term_opens_without_a_script() -> None:
    made = include("term", id="sbom", word="SBOM", sentence="部品の一覧。", source="MDS")
    assert 'popovertarget="term-sbom"' in made
    assert 'id="term-sbom" popover' in made


def test_every_term_is_explained_in_both_languages_and_used() -> None:
    named = {code.split(".")[1] for code in catalogue().messages if code.startswith("term.")}
    assert named == {name for names in TERMS_OF.values() for name in names}
    for name in named:
        with translation.override("ja"):
            ja = term(name)
        with translation.override("en"):
            en = term(name)
        assert all(a and b for a, b in ((ja.word, en.word), (ja.sentence, en.sentence), (ja.source, en.source)))
        assert ja.sentence != en.sentence
        assert ja.sentence.count("。") <= 2


def test_terms_are_those_of_the_page_and_a_clinic_s_page_has_none() -> None:
    names = {one.name for one in every_pattern() if one.name}
    assert [start for start in TERMS_OF if not any(name.startswith(start) for name in names)] == []
    with translation.override("ja"):
        assert terms_of("institution-matrix")[0].word == "責任分界"
        assert [one.id for one in terms_of("vendor-sbom")] == ["sbom"]
        assert terms_of("institution-clinic") == []
        assert terms_of("nothing") == []


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120",
            "Edge（Windows）",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17 Safari/604",
            "Safari（iPhone）",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", "Firefox（Linux）"),
        ("curl/8", "ほかのブラウザー"),
    ],
)
def test_browsers_are_named_as_people_do(agent: str, said: str) -> None:
    assert render("{{ agent|browser_word }}", agent=agent) == said
