"""The risk register of a document: scenarios before and after treatment, owners, measures, and one's own judgement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from anzenkarte.assess.scenarios import Scenario
from anzenkarte.documents.content.reasons import fact_steps
from anzenkarte.documents.content.risk import chain_text, counts_sentence, risk_words
from anzenkarte.documents.content.risk_words import RiskWords
from anzenkarte.documents.content.tree import Cell, Reason
from anzenkarte.formats.values import Json
from anzenkarte.karte.operations import WHOLE, Operation
from anzenkarte.karte.words import slug
from anzenkarte.web.shared.desk import Outcome, attempt, page
from anzenkarte.web.shared.karte import Opened, opened, parties_by_urn, today
from anzenkarte.web.shared.words import say
from anzenkarte.web.vendor_desk.matrix import panels
from anzenkarte.workspace.documents_store.actions import Edit

_A_PAGE: Final = 25
_MOST_CHAINS: Final = 5
_JUDGED: Final = ("impact", "likelihood", "treatment", "residual")


@dataclass(frozen=True)
class Line:
    """A scenario in the register; ``level`` before any measure, ``now`` as it stands, ``left`` after all measures."""

    id: str
    title: str
    about: str
    state: str
    level: str
    now: str
    left: str
    possible: str
    treatment: str
    owner: Cell
    measures: tuple[str, ...]
    judged: bool


@page("vendor")
def risks(request: HttpRequest, document: UUID) -> HttpResponse:
    """Raised scenarios first, those that cannot be excluded after them."""
    one = opened(request, document)
    risk = risk_words(one.words)
    show = "open" if request.GET.get("show") == "open" else "raised"
    listed: Sequence[Scenario] = [] if risk is None else risk.open if show == "open" else risk.raised
    shown = Paginator(listed, _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "karte": one,
        "show": show,
        "query": f"show={show}&",
        "page": shown,
        "lines": [line_of(risk, scenario) for scenario in shown.object_list] if risk is not None else [],
        "sentence": counts_sentence(risk) if risk is not None else "",
        "panels": panels(risk) if risk is not None else [],
        "chains": _chains(risk) if risk is not None else [],
        "raised": len(risk.raised) if risk is not None else 0,
        "open": len(risk.open) if risk is not None else 0,
    }
    return render(request, "vendor_desk/risks.html", context)


def line_of(risk: RiskWords, scenario: Scenario) -> Line:
    """A scenario in words."""
    chosen = [override.treatment for override in scenario.overrides if override.treatment]
    return Line(
        id=scenario.id,
        title=risk.title(scenario),
        about=risk.words.name(scenario.subject),
        state=scenario.state,
        level=scenario.level,
        now=risk.judged(scenario),
        left=next((o.residual for o in reversed(scenario.overrides) if o.residual), scenario.residual),
        possible=scenario.possible,
        treatment=risk.treatment(chosen[-1] if chosen else scenario.treatment),
        owner=risk.owner(scenario.owner),
        measures=tuple(risk.measure(scenario, number) for number in range(len(scenario.measures))),
        judged=bool(scenario.overrides),
    )


def _chains(risk: RiskWords) -> list[str]:
    certain = [chain for chain in risk.report.chains if chain.state == "raised"]
    return [chain_text(risk, chain) for chain in certain[:_MOST_CHAINS]]


@page("vendor")
def risk_page(request: HttpRequest, document: UUID) -> HttpResponse:
    """One scenario: why it is raised and rated so, its measures, and the judgement of one's own beside it."""
    one = opened(request, document)
    risk = risk_words(one.words)
    scenario = risk.by_id.get(request.GET.get("id", "") or request.POST.get("id", "")) if risk is not None else None
    if risk is None or scenario is None:
        raise Http404
    outcome = Outcome(None)
    if request.method == "POST":
        outcome = _judge(request, one, scenario)
        if outcome.ok:
            messages.success(request, say("下書きに保存しました。", "Saved in your draft."))
            return redirect("vendor-risk", request.actor.organisation, document)
    spec = one.words.vocabulary.kinds["risk_override"].fields
    context = {
        "karte": one,
        "line": line_of(risk, scenario),
        "scenario": scenario,
        "why": _why(risk, scenario),
        "choices": [
            (name, one.words.of(spec[name].label),
             [(word, one.words.of(label)) for word, label in spec[name].values.items()])
            for name in _JUDGED
        ],
        "judgements": [
            (one.words.name(o.by), one.words.date_text(o.date), o.level,
             one.words.text(one.words.fields(o.subject).get("reason")))
            for o in scenario.overrides
        ],
        "outcome": outcome,
        "typed": request.POST,
        "may": one.may_edit,
    }  # fmt: skip
    return render(request, "vendor_desk/risk.html", context, status=200 if outcome.ok else 422)


def _why(risk: RiskWords, scenario: Scenario) -> list[Reason]:
    words, threat = risk.words, risk.threats[scenario.threat]
    path = [Reason(words.of(threat.description)), Reason(say("出典", "Source"), risk.source(scenario))]
    if scenario.facts:
        path.append(Reason(words.say("column.facts"), children=fact_steps(words, scenario.facts, scenario.subject)))
    if scenario.missing:
        path.append(Reason(words.say("path.missing"), children=fact_steps(words, scenario.missing, scenario.subject)))
    if scenario.impact is not None:
        path.append(Reason(words.say("column.impact"), risk.rated(risk.scales.impact, scenario.impact)))
        path.append(Reason(words.say("column.likelihood"), risk.rated(risk.scales.likelihood, scenario.likelihood),
                           children=(Reason(risk.reason(scenario)),)))  # fmt: skip
    return path


def _judge(request: HttpRequest, one: Opened, scenario: Scenario) -> Outcome:
    """Put one's own judgement beside the computed one: a new entry, the earlier ones stay."""
    own = parties_by_urn(one.document).get(request.actor.urn, "")
    reason = request.POST.get("reason", "").strip()[:2000]
    if not own:
        return Outcome(
            None,
            (("reason", say("先に「当事者」に自社を記入してください。", "Describe your own organisation first.")),),
        )
    if not reason:
        return Outcome(None, (("reason", say("理由を書いてください。", "Say why.")),))
    fields: dict[str, Json] = {"scenario": scenario.id, "by": own, "date": today().isoformat(), "reason": reason}
    for name in _JUDGED:
        if request.POST.get(name):
            fields[name] = request.POST[name]
    if not set(fields) & set(_JUDGED):
        return Outcome(
            None, (("impact", say("変える評価を、少なくとも一つ選んでください。", "Choose at least one rating.")),)
        )
    held = one.document.entities.get("risk_override", {})
    stem, number = slug(scenario.id)[:70] or "judgement", 2
    id_ = stem
    while id_ in held:
        id_ = f"{stem}-{number}"
        number += 1
    return attempt(request, Edit(one.id, [Operation("risk_override", id_, WHOLE, fields)]))
