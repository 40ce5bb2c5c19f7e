"""Findings and verdicts of a document's case, with their reasons; filtered by the address, exported as shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from anzenkarte.documents.content.conformity import basis, grounds, obliged, verdicts
from anzenkarte.documents.content.groups import Group, grouped, member
from anzenkarte.documents.content.reasons import group_reasons
from anzenkarte.documents.content.tree import Reason
from anzenkarte.documents.content.words import Words
from anzenkarte.kernel.verdicts import SEVERITIES, Finding, Verdict
from anzenkarte.web.shared.desk import page
from anzenkarte.web.shared.karte import opened
from anzenkarte.web.shared.karte_reasons import verdict_path
from anzenkarte.web.shared.karte_table import Value, download

OUTCOMES = ("not_met", "unknown", "met", "not_applicable")
_A_PAGE = 20
_MOST_MEMBERS = 12


@dataclass(frozen=True)
class Choice:
    """A word of a filter, and how many it leaves."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Matter:
    """Findings that say the same: what, what to do, what it concerns, why."""

    group: Group
    members: tuple[str, ...]
    more: int
    why: tuple[Reason, ...]


@page("vendor", "institution")
def findings(request: HttpRequest, document: UUID) -> HttpResponse:
    """What needs action, most severe first."""
    one = opened(request, document)
    words, asked = one.words, _asked(request, ("severity", "engine", "item", "subject"))
    every = one.assessment.findings
    shown = [finding for finding in every if _wanted(finding, asked)]
    groups, whole = grouped(words, shown), grouped(words, every)
    page_ = Paginator(groups, _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "karte": one,
        "page": page_,
        "matters": [_matter(words, group) for group in page_.object_list],
        "count": len(groups),
        "singly": len(shown),
        "asked": asked,
        "severities": _choices(_told(whole, lambda f: f.severity), asked, "severity", str,
                               lambda key: words.say(f"severity.{key}"), SEVERITIES),
        "engines": _choices(_told(whole, lambda f: f.engine), asked, "engine", str,
                            lambda key: words.say(f"engine.{key}")),
        "subjects": _choices(_told(whole, lambda f: f.subject), asked, "subject", str, words.name),
        "query": _query(asked),
    }  # fmt: skip
    return render(request, "karte/findings.html", context)


@page("vendor", "institution")
def findings_file(request: HttpRequest, document: UUID, form: str) -> HttpResponse:
    """The findings shown, one row for each."""
    one = opened(request, document)
    words, asked = one.words, _asked(request, ("severity", "engine", "item", "subject"))
    shown = [finding for finding in one.assessment.findings if _wanted(finding, asked)]
    rows: list[tuple[Value, ...]] = [
        (
            words.say(f"severity.{finding.severity}"), group.title, member(words, finding), group.remedy,
            words.say(f"obliged.{finding.obliged}") if finding.obliged else "",
            "\n".join(words.cite(cite) for cite in finding.cites), finding.id,
        )
        for group in grouped(words, shown)
        for finding in group.findings
    ]  # fmt: skip
    names = ("severity", "finding", "about", "remedy", "obliged", "cites", "id")
    columns = [words.say(f"column.{name}") for name in names]
    return download(words.say("section.findings"), f"findings-{one.row.name}", columns, rows, form)


@page("vendor", "institution")
def verdict_list(request: HttpRequest, document: UUID) -> HttpResponse:
    """Item by item, with what each verdict rests on."""
    one = opened(request, document)
    words, asked = one.words, _asked(request, ("edition", "outcome", "obliged"))
    every = [verdict for verdict in verdicts(words) if not verdict.older]
    shown = [verdict for verdict in every if _wanted_verdict(verdict, asked)]
    page_ = Paginator(shown, _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "karte": one,
        "page": page_,
        "rows": [{**_row(words, verdict), "why": verdict_path(words, verdict)} for verdict in page_.object_list],
        "count": len(shown),
        "asked": asked,
        "editions": _choices(every, asked, "edition", lambda v: v.item.partition("/")[0], words.edition),
        "outcomes": _choices(every, asked, "outcome", lambda v: v.outcome, words.outcome, OUTCOMES),
        "obliged": _choices(
            every, asked, "obliged", lambda v: v.obliged or "", lambda key: words.say(f"obliged.{key}")
        ),
        "query": _query(asked),
    }
    return render(request, "karte/verdicts.html", context)


@page("vendor", "institution")
def verdict_file(request: HttpRequest, document: UUID, form: str) -> HttpResponse:
    """The verdicts shown."""
    one = opened(request, document)
    words, asked = one.words, _asked(request, ("edition", "outcome", "obliged"))
    shown = [v for v in verdicts(words) if not v.older and _wanted_verdict(v, asked)]
    rows: list[tuple[Value, ...]] = []
    for verdict in shown:
        row = _row(words, verdict)
        rows.append((str(row["item"]), words.outcome(verdict.outcome), str(row["basis"]), str(row["obliged"]),
                     str(row["grounds"]), verdict.id))  # fmt: skip
    columns = [words.say(f"column.{name}") for name in ("item", "outcome", "basis", "obliged", "grounds", "id")]
    return download(words.say("section.conformity"), f"verdicts-{one.row.name}", columns, rows, form)


def _matter(words: Words, group: Group) -> Matter:
    members = list(dict.fromkeys(member(words, finding) for finding in group.findings))
    why = group_reasons(words, group, set()).path
    return Matter(group, tuple(members[:_MOST_MEMBERS]), max(0, len(members) - _MOST_MEMBERS), why)


def _row(words: Words, verdict: Verdict) -> dict[str, object]:
    item = words.catalogue.item(verdict.item)
    return {
        "verdict": verdict,
        "item": words.item(item) if item is not None else verdict.item,
        "subject": words.name(verdict.subject) if verdict.subject != "case/case" else "",
        "basis": basis(words, verdict),
        "obliged": obliged(words, verdict),
        "grounds": grounds(words, verdict),
    }


def _asked(request: HttpRequest, names: Sequence[str]) -> dict[str, str]:
    return {name: request.GET.get(name, "")[:300] for name in names}


def _query(asked: dict[str, str]) -> str:
    kept = urlencode([(key, value) for key, value in asked.items() if value])
    return f"{kept}&" if kept else ""


def _wanted(finding: Finding, asked: dict[str, str]) -> bool:
    item = asked["item"].strip().lower()
    return (
        asked["severity"] in ("", finding.severity)
        and asked["engine"] in ("", finding.engine)
        and asked["subject"] in ("", finding.subject)
        and (not item or any(item in cite.lower() for cite in finding.cites))
    )


def _wanted_verdict(verdict: Verdict, asked: dict[str, str]) -> bool:
    return (
        asked["edition"] in ("", verdict.item.partition("/")[0])
        and asked["outcome"] in ("", verdict.outcome)
        and asked["obliged"] in ("", verdict.obliged or "")
    )


def _told(groups: Iterable[Group], key: Callable[[Finding], str]) -> list[str]:
    """A word of each group once: findings that say the same are one matter, on the page and in its filters."""
    return [word for group in groups for word in dict.fromkeys(key(finding) for finding in group.findings)]


def _choices(
    every: Iterable[Verdict | str],
    asked: dict[str, str],
    name: str,
    key: Callable[[object], str],
    label: Callable[[str], str],
    order: Sequence[str] = (),
) -> list[Choice]:
    counts: dict[str, int] = {}
    for one in every:
        counts[key(one)] = counts.get(key(one), 0) + 1
    counts.pop("", None)
    keys = [one for one in order if one in counts] or sorted(counts, key=label)
    return [Choice(one, label(one), counts[one], asked[name] == one) for one in keys]
