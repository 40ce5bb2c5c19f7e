"""Why? The full trace of one verdict, finding, decision, cell, reach, support, risk or attack path, by its id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import partial
from typing import Final

from anzenkarte.assess.results import Cell, Decision, Reach, Supported
from anzenkarte.assess.run import Assessment
from anzenkarte.assess.trace import rule_trace
from anzenkarte.catalogue.model import Rule
from anzenkarte.documents.content import conditions
from anzenkarte.documents.content.groups import member, remedy, title
from anzenkarte.documents.content.paper import stamp
from anzenkarte.documents.content.reasons import cite_step, fact_step
from anzenkarte.documents.content.risk_reasons import chain_path, discharge_path, scenario_path
from anzenkarte.documents.content.risk_words import RiskWords
from anzenkarte.documents.content.scope import answer, decision_reasons
from anzenkarte.documents.content.tree import Mark, Paper, Para, Reason, Reasons, Section
from anzenkarte.documents.content.words import Words
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.facts import FactRead
from anzenkarte.kernel.text import Lang
from anzenkarte.kernel.verdicts import Finding, Verdict

_NEAR: Final = 5
_YES_NO: Final[dict[str, Mark]] = {"yes": "check", "no": "", "unknown": "unknown"}

Path = tuple[str, Mark, tuple[Reason, ...]]  # the result in one sentence, its mark, and the steps behind it


def explain(assessment: Assessment, id: str, lang: Lang = "ja") -> Paper:
    """Everything behind one result.

    ``id`` is that of a verdict, lesson, finding, decision, cell, reach, support, scenario, chain or discharge; an
    item's id stands for its verdict on the whole case. Raises InputError ``explain.unknown`` with the nearest ids when
    there is none.
    """
    words = Words(assessment, lang)
    builders = _builders(words)
    build = builders.get(id) or builders.get(f"{id}@case/case")
    if build is None:
        raise InputError(
            Problem.at("explain.unknown", {"id": id, "near": near(id, builders) or sorted(builders)[:_NEAR]})
        )
    summary, mark, path = build()
    blocks = (Para(summary, "lead"), Reasons("why", words.say("explain.why"), path, mark))
    return Paper(
        id="explain",
        title=words.say("explain.title"),
        subtitle=id,
        lang=lang,
        level="engineer",
        stamp=stamp(words),
        sections=(Section("result", "", blocks),),
    )


def near(id: str, ids: Iterable[str]) -> list[str]:
    """Ids that look like the one asked for: those that contain it, then those that are spelled alike."""
    known = sorted(ids)
    within = [name for name in known if id and id.casefold() in name.casefold()]
    return list(dict.fromkeys([*within[:_NEAR], *get_close_matches(id, known, n=_NEAR, cutoff=0.4)]))[:_NEAR]


def lines(paper: Paper) -> list[str]:
    """An explanation as indented lines for a terminal."""
    out = [paper.title, paper.subtitle]
    if paper.stamp.what_if:
        out.append(paper.stamp.what_if)
    for section in paper.sections:
        for block in section.blocks:
            if isinstance(block, Para) and isinstance(block.text, str):
                out += ["", block.text]
            elif isinstance(block, Reasons):
                out += ["", block.summary, *(line for step in block.path for line in _lines(step, 1))]
    return out


def _lines(step: Reason, depth: int) -> Iterator[str]:
    signs: Mapping[Mark, str] = {"met": "○", "not_met": "×", "unknown": "？", "not_applicable": "－"}
    value = " ".join(part for part in (signs.get(step.mark, ""), step.value) if part)
    yield "  " * depth + (f"{step.label}  [{value}]" if value else step.label)
    for child in step.children:
        yield from _lines(child, depth + 1)


def _builders(words: Words) -> dict[str, Callable[[], Path]]:
    found: dict[str, Callable[[], Path]] = {}
    for report in words.assessment.reports.values():
        found.update((decision.id, partial(_decision, words, decision)) for decision in report.decisions)
        found.update((cell.id, partial(_cell, words, cell)) for cell in report.cells)
        found.update((reach.id, partial(_reach, words, reach)) for reach in report.reaches)
        found.update((support.id, partial(_support, words, support)) for support in report.supports)
        found.update((v.id, partial(_verdict, words, v)) for v in (*report.verdicts, *report.lessons))
        found.update((finding.id, partial(_finding, words, finding)) for finding in report.findings)
    if words.catalogue.scales is not None:
        risk = RiskWords(words, words.catalogue.scales)
        found.update((one.id, partial(scenario_path, risk, one)) for one in risk.report.scenarios)
        found.update((chain.id, partial(chain_path, risk, chain)) for chain in risk.report.chains)
        found.update((one.id, partial(discharge_path, risk, one)) for one in risk.report.discharges)
    return found


def _decision(words: Words, decision: Decision) -> Path:
    mark: Mark = "unknown" if decision.answer == "depends" else ""
    return answer(words, decision), mark, decision_reasons(words, decision).path


def _facts(words: Words, code: str, reads: Iterable[FactRead], about: str = "") -> list[Reason]:
    steps = tuple(fact_step(words, read, about) for read in dict.fromkeys(reads))
    return [Reason(words.say(code), "", "", None, steps)] if steps else []


def _questions(words: Words, reads: Iterable[FactRead]) -> list[Reason]:
    steps = tuple(
        Reason(words.of(words.question(read)), words.read_subject(read), "unknown") for read in dict.fromkeys(reads)
    )
    return [Reason(words.say("path.missing"), "", "", None, steps)] if steps else []


def _verdict(words: Words, verdict: Verdict) -> Path:
    summary = words.say("explain.verdict", item=words.cite(verdict.item), outcome=words.outcome(verdict.outcome))
    path = [cite_step(words, (verdict.item,))]
    path += _facts(words, "path.facts", verdict.facts)
    rules = [rule for rule in (words.rule(id) for id in verdict.rule.split(",") if id) if rule is not None]
    if not verdict.rule:
        rules = words.rules_of(verdict.item)
    path += [_rule(words, rule, words.assessment.facts.collection(rule.kind).subjects) for rule in rules]
    if not rules or verdict.trace.code not in ("trace.rules", "trace.none"):
        filled = {"result": words.outcome(verdict.trace.result or verdict.outcome)}
        path.append(Reason(words.say(verdict.trace.code, **filled)))
    if verdict.statements:
        said = tuple(Reason(words.statement(statement)) for statement in verdict.statements)
        path.append(Reason(words.say("path.statements"), "", "", None, said))
    path += _questions(words, verdict.missing)
    if verdict.outcome == "not_met":
        path += [Reason(words.say("path.remedy"), words.of(rule.remedy)) for rule in rules]
    return summary, verdict.outcome, tuple(path)


def _rule(words: Words, rule: Rule, subjects: Iterable[str]) -> Reason:
    steps = [conditions.step(words, rule_trace(words.assessment.facts, rule, subject)) for subject in subjects]
    if words.of(rule.rationale):
        steps.insert(0, Reason(words.of(rule.rationale)))
    return Reason(words.colon(words.say("path.rule"), rule.id), "", "", None, tuple(steps))


def _finding(words: Words, finding: Finding) -> Path:
    summary = words.colon(title(words, finding), member(words, finding))
    path = [cite_step(words, finding.cites)] if finding.cites else []
    path += _facts(words, "path.facts", finding.facts, finding.subject)
    rule = words.rule(finding.rule)
    if rule is not None:
        path.append(_rule(words, rule, (finding.subject,)))
    path += _questions(words, finding.missing)
    path.append(Reason(words.say("path.remedy"), remedy(words, finding)))
    return summary, finding.severity, tuple(path)


def _cell(words: Words, cell: Cell) -> Path:
    what = f"{words.duty(cell.duty)} {words.situation(cell.situation)} {words.act(cell.act)}"
    summary = words.say(
        "explain.cell", what=what, subject=words.name(cell.subject), state=words.say(f"state.{cell.state}")
    )
    path = []
    for voice in cell.voices:
        place = Reason(words.where(voice.source))
        said = words.say(f"voice.{voice.kind}", by=words.name(voice.by) if voice.by else "")
        path.append(Reason(said, words.say("voice.word", party=words.name(voice.party)), "", None, (place,)))
    if not path:
        path.append(Reason(words.say("explain.no-voice")))
    duty = words.duties.get(cell.duty)
    if duty is not None and duty.cites:
        path.append(cite_step(words, duty.cites))
    marks: Mapping[str, Mark] = {
        "gap": "gap",
        "contradiction": "contradiction",
        "overlap": "overlap",
        "agreed": "agreed",
    }
    return summary, marks.get(cell.state, "unknown" if cell.state == "open" else ""), tuple(path)


def _reach(words: Words, reach: Reach) -> Path:
    law = words.laws[reach.law]
    summary = words.say(f"explain.reach-{reach.reached}", law=words.law(reach.law), copy=words.name(reach.subject))
    path = [Reason(words.law(reach.law), words.of(law.content)), Reason(words.say(f"ground.{reach.ground}"))]
    path += _facts(words, "path.facts", reach.facts, reach.subject)
    path += [Reason(words.say("column.helps"), words.say(f"helps.{help}")) for help in reach.helps]
    path += _questions(words, reach.missing)
    return summary, _YES_NO[reach.reached], tuple(path)


def _support(words: Words, support: Supported) -> Path:
    state = words.say(f"support.{support.state}")
    summary = words.say(
        "explain.support", certificate=words.name(support.certificate), item=words.cite(support.item), state=state
    )
    scheme = words.catalogue.schemes[support.scheme]
    path = _facts(words, "path.facts", support.facts, support.certificate)
    for line in scheme.supports:
        if line.item == support.item and line.standing == support.standing:
            below = (Reason(line.citation.display(words.lang)),)
            path.append(Reason(words.say(f"standing.{line.standing}"), words.of(line.rationale), "", None, below))
    return summary, "", tuple(path)
