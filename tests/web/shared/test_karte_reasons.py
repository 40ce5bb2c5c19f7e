"""Every verdict says why: an undecided one first what is missing, a decided one facts, rule, what changes it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from anzenkarte.documents.content.conformity import verdicts
from anzenkarte.documents.content.tree import Reason
from anzenkarte.documents.content.words import Words
from anzenkarte.kernel.text import Lang
from anzenkarte.web.shared.karte_reasons import Named, verdict_path
from anzenkarte.web.shared.templatetags.figures import why
from anzenkarte.workspace.assessments.bridge import assess
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.scope import scope

CHANGES = {"ja": "判定が変わるとき", "en": "What would change it"}


def _paths(world: World, lang: Lang) -> list[tuple[str, str, tuple[Reason, ...]]]:
    """Outcome, what is missing in the language's word, and path of every verdict on the vendor's service."""
    own = world.organisations["saas-vendor"]
    with scope(own.id), translation.override(lang):
        rows = KarteDocument.objects.select_related("head").filter(keeper_urn=own.urn, kind="service")
        words = Words(assess(rows.get(name="hoshizora-emr"), date(2026, 11, 25), (), None), lang)
        every = [verdict for verdict in verdicts(words) if not verdict.older]
        return [(one.outcome, words.say("path.missing"), verdict_path(words, one, traced=True)) for one in every]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_an_undecided_verdict_begins_with_what_is_missing(world: World, lang: Lang) -> None:
    paths = _paths(world, lang)
    assert {"unknown", "met", "not_met"} <= {outcome for outcome, _, _ in paths}
    for outcome, missing, path in paths:
        labels = [step.label for step in path]
        assert CHANGES[lang] in labels
        if outcome == "unknown":
            assert labels[0] == missing
            assert path[0].children
            assert all(step.label for step in path[0].children)
        else:
            assert missing not in labels


def test_a_rules_name_stands_small_and_apart(world: World) -> None:
    path = next(path for outcome, _, path in _paths(world, "ja") if outcome == "met")
    rules = [step for step in path if any(isinstance(child, Named) for child in step.children)]
    assert rules
    for rule in rules:
        name = rule.children[-1].value
        assert rule.children[0].label
        assert name not in rule.label
        assert f"{name}</small>" in why(path)


def test_the_hospitals_findings_and_items_say_why(world: World, signed_in: Callable[..., Client]) -> None:
    client = signed_in("hospital")
    base = f"/o/{world.organisations['hospital'].id}/institution/"
    findings = client.get(f"{base}findings/").content.decode()
    assert findings.count('<li class="matter ') == findings.count('<ol class="why"><li>対象と使った事実') > 0
    listed = client.get(f"{base}conformity/").content.decode()
    links = dict.fromkeys(html.unescape(one) for one in re.findall(r'href="([^"]*/conformity/item/[^"]*)"', listed))
    items = [client.get(one).content.decode() for one in links]
    assert not any(re.search("判断の考え方：[a-z]", item) for item in items)
    assert any('<small class="quiet">規則の名前：' in item for item in items)
    assert all("判定が変わるとき" in item for item in items)
