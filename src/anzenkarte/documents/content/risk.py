"""The vendors' guideline's own papers on risk: results of the assessment, treatments, flows by phase, attack paths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from anzenkarte.assess.scenarios import Chain, Scenario
from anzenkarte.documents.content.inventory import fact_cell
from anzenkarte.documents.content.risk_items import discharge_sections
from anzenkarte.documents.content.risk_words import RiskWords
from anzenkarte.documents.content.tree import Block, Bullets, Callout, Cell, Column, Para, Section, Table
from anzenkarte.documents.content.words import Words

_MOST_RAISED: Final = 100
_MOST_OPEN: Final = 30
_MOST_SHORT: Final = 3
_MOST_MEASURES: Final = 2
_MOST_CHAINS: Final = 12
_MOST_FLOWS: Final = 80
FLOW: Final = (
    "flow.phase",
    "flow.who",
    "flow.source",
    "flow.target",
    "flow.receiver",
    "flow.information",
    "flow.operation",
    "flow.connection",
    "flow.volume",
    "flow.encrypted",
)


def risk_words(words: Words) -> RiskWords | None:
    """Words of the register; None for a catalogue without threats."""
    return RiskWords(words, words.catalogue.scales) if words.catalogue.scales is not None else None


def counts_sentence(risk: RiskWords) -> str:
    """How many risks are raised, of which ranks, and how many cannot be excluded."""
    ranks = [word.id for word in risk.scales.levels]
    by_rank = {rank: sum(risk.judged(scenario) == rank for scenario in risk.raised) for rank in ranks}
    shown = risk.words.join(risk.words.say("risk.of-rank", rank=rank, count=n) for rank, n in by_rank.items() if n)
    return risk.words.say(
        "risk.counts", raised=len(risk.raised), open=len(risk.open), ranks=risk.words.note(shown) if shown else ""
    )


def risk_sections(words: Words) -> list[Section]:
    """The engineer's reading: everything."""
    risk = risk_words(words)
    if risk is None or not risk.report.scenarios:
        return []
    return [
        _results(risk),
        *_present(_open(risk)),
        *_present(_chains(risk)),
        *_present(_treatments(risk)),
        *_present(_overrides(risk)),
        *discharge_sections(risk),
        *_present(_flows(words)),
        _scales(risk),
    ]


def short_risk_section(words: Words) -> Section | None:
    """The manager's reading: the counts, the paths, the highest risks with owner and treatment."""
    risk = risk_words(words)
    if risk is None or not risk.report.scenarios:
        return None
    blocks: list[Block] = [Para(counts_sentence(risk), "lead")]
    certain = [chain for chain in risk.report.chains if chain.state == "raised"]
    if certain:
        blocks.append(Callout("warning", words.say("risk.path-title"), risk.chain(certain[0])))
    rows = tuple(
        (
            risk.level(risk.judged(scenario)),
            Cell(risk.title(scenario), sub=words.name(scenario.subject)),
            Cell(risk.treatment(_treatment(scenario)), sub=_left(risk, scenario)),
            risk.owner(scenario.owner),
        )
        for scenario in risk.raised[:_MOST_SHORT]
    )
    columns = (
        Column(words.say("column.level"), 0.8),
        Column(words.say("column.scenario"), 3.4),
        Column(words.say("column.treatment"), 3.4),
        Column(words.say("column.owner"), 2.4),
    )
    if rows:
        blocks.append(Table(columns, rows))
    if len(risk.raised) > _MOST_SHORT:
        blocks.append(Para(words.say("table.rest", count=len(risk.raised) - _MOST_SHORT), "small"))
    return Section("risk", words.say("section.risk"), tuple(blocks))


def _present(section: Section | None) -> list[Section]:
    return [section] if section is not None else []


def _treatment(scenario: Scenario) -> str:
    chosen = [override.treatment for override in scenario.overrides if override.treatment]
    return chosen[-1] if chosen else scenario.treatment


def _left(risk: RiskWords, scenario: Scenario) -> str:
    """The measures that are not in place, by title."""
    measures = risk.threats[scenario.threat].measures
    left = [m for m, t in zip(measures, scenario.measures, strict=True) if t.state != "in_place"]
    more = risk.words.say("list.more", count=len(left) - _MOST_MEASURES) if len(left) > _MOST_MEASURES else ""
    return risk.words.join(risk.words.of(measure.title) for measure in left[:_MOST_MEASURES]) + more


def _rest(risk: RiskWords, blocks: list[Block], count: int, most: int) -> None:
    if count > most:
        blocks.append(Para(risk.words.say("risk.rest", count=count - most), "small"))


def _results(risk: RiskWords) -> Section:
    """リスクアセスメント結果一覧."""
    words, scales = risk.words, risk.scales
    rows = tuple(
        (
            Cell(risk.title(scenario), sub=risk.source(scenario)),
            Cell(words.name(scenario.subject), sub=affected(risk, scenario)),
            Cell(risk.facts(scenario)),
            Cell(risk.rated(scales.impact, scenario.impact), sub=""),
            Cell(risk.rated(scales.likelihood, scenario.likelihood), sub=risk.reason(scenario)),
            risk.level(scenario.level, scenario.possible),
        )
        for scenario in risk.raised[:_MOST_RAISED]
    )
    columns = (
        Column(words.say("column.scenario"), 2.8),
        Column(words.say("column.about"), 2),
        Column(words.say("column.facts"), 3.2),
        Column(words.say("column.impact"), 1.2),
        Column(words.say("column.likelihood"), 2.4),
        Column(words.say("column.level"), 1),
    )
    blocks: list[Block] = [Para(counts_sentence(risk), "lead"), Para(words.of(scales.note), "note")]
    blocks.append(Table(columns, rows, words.say("risk.results-caption"), wide=True, id="risk/results"))
    _rest(risk, blocks, len(risk.raised), _MOST_RAISED)
    return Section("risk", words.say("section.risk-results"), tuple(blocks), break_before=True)


def affected(risk: RiskWords, scenario: Scenario) -> str:
    """What the threat affects, and in which phase."""
    threat = risk.threats[scenario.threat]
    spec = risk.words.vocabulary.facts["flow.phase"].values
    phase = [risk.words.of(spec[threat.phase])] if threat.phase in spec else []
    return risk.words.join([*(risk.words.of(risk.scales.affects[word]) for word in threat.affects), *phase])


def _open(risk: RiskWords) -> Section | None:
    """What cannot be excluded, with the question that would settle it."""
    words = risk.words
    if not risk.open:
        return None
    rows = tuple(
        (
            Cell(risk.title(scenario), sub=risk.source(scenario)),
            Cell(words.name(scenario.subject)),
            Cell(risk.questions(scenario)),
            risk.level(scenario.current, scenario.possible),
        )
        for scenario in risk.open[:_MOST_OPEN]
    )
    columns = (
        Column(words.say("column.scenario"), 3),
        Column(words.say("column.about"), 2),
        Column(words.say("column.question"), 4),
        Column(words.say("column.level-if"), 1.2),
    )
    blocks: list[Block] = [Para(words.say("risk.open-lead"), "note"), Table(columns, rows)]
    _rest(risk, blocks, len(risk.open), _MOST_OPEN)
    return Section("risk/open", words.say("section.risk-open"), tuple(blocks), level=2)


def _chains(risk: RiskWords) -> Section | None:
    """Paths of attack, certain ones first."""
    words = risk.words
    listed = sorted(risk.report.chains, key=lambda chain: (chain.state != "raised", len(chain.path), chain.id))
    if not listed:
        return None
    certain = [chain for chain in listed if chain.state == "raised"]
    possible = [chain for chain in listed if chain.state != "raised"]
    blocks: list[Block] = [Para(words.say("risk.chains-lead"), "note")]
    for code, found in (("risk.chains-certain", certain), ("risk.chains-possible", possible)):
        if found:
            blocks.append(Para(words.say(code, count=len(found))))
            blocks.append(Bullets(tuple(chain_text(risk, chain) for chain in found[:_MOST_CHAINS])))
            _rest(risk, blocks, len(found), _MOST_CHAINS)
    return Section("risk/chains", words.say("section.risk-chains"), tuple(blocks), level=2)


def chain_text(risk: RiskWords, chain: Chain) -> str:
    """A path, with the backups and machines beside it."""
    text = risk.chain(chain)
    asides = []
    if chain.backups:
        parts = [_titled(risk, risk.by_id[id]) for id in chain.backups]
        asides.append(risk.words.say("risk.chain-backups", scenarios=risk.words.join(parts)))
    if chain.beside:
        names = [risk.words.name(risk.by_id[id].subject) for id in chain.beside]
        asides.append(risk.words.say("risk.chain-beside", names=risk.words.join(names[:4])))
    return text + "".join(risk.words.note(aside) for aside in asides)


def _titled(risk: RiskWords, scenario: Scenario) -> str:
    return risk.title(scenario) + risk.words.note(risk.words.say(f"scenario.{scenario.state}"))


def _treatments(risk: RiskWords) -> Section | None:
    """リスク対応一覧."""
    words = risk.words
    if not risk.raised:
        return None
    rows = tuple(
        (
            Cell(risk.title(scenario), sub=words.name(scenario.subject)),
            risk.level(scenario.level),
            Cell(risk.treatment(_treatment(scenario))),
            Cell(risk.measures(scenario)),
            risk.level(risk.judged(scenario), scenario.possible),
            risk.level(scenario.residual),
            risk.owner(scenario.owner),
        )
        for scenario in risk.raised[:_MOST_RAISED]
    )
    columns = (
        Column(words.say("column.scenario"), 2.6),
        Column(words.say("column.level"), 0.8),
        Column(words.say("column.treatment"), 1.1),
        Column(words.say("column.measures"), 3.6),
        Column(words.say("column.now"), 1),
        Column(words.say("column.residual"), 1),
        Column(words.say("column.owner"), 2),
    )
    blocks: list[Block] = [Para(words.say("risk.treatment-lead"), "note"), Table(columns, rows, wide=True)]
    _rest(risk, blocks, len(risk.raised), _MOST_RAISED)
    return Section("risk/treatment", words.say("section.risk-treatment"), tuple(blocks), level=2)


def _overrides(risk: RiskWords) -> Section | None:
    """Every judgement that differs from what was computed, with its reason: both stand."""
    words, scales = risk.words, risk.scales
    rows = []
    for scenario in risk.report.scenarios:
        for one in scenario.overrides:
            own = [words.colon(words.say("column.level"), one.level)] if one.level else []
            for code, scale, word in (
                ("column.impact", scales.impact, one.impact),
                ("column.likelihood", scales.likelihood, one.likelihood),
            ):
                own += [words.colon(words.say(code), risk.word(scale, word))] if word else []
            own += [words.colon(words.say("column.treatment"), risk.treatment(one.treatment))] if one.treatment else []
            own += [words.colon(words.say("column.residual"), one.residual)] if one.residual else []
            reason = words.text(words.fields(one.subject).get("reason"))
            by = words.name(one.by) + words.note(words.date_text(one.date))
            rows.append(
                (Cell(risk.full(scenario)), risk.level(scenario.current), Cell("\n".join(own)), Cell(reason, sub=by))
            )
    if not rows:
        return None
    columns = (
        Column(words.say("column.scenario"), 3),
        Column(words.say("column.computed"), 1),
        Column(words.say("column.overridden"), 2.4),
        Column(words.say("column.reason"), 3.4),
    )
    blocks = (Para(words.say("risk.override-lead"), "note"), Table(columns, tuple(rows)))
    return Section("risk/overrides", words.say("section.risk-overrides"), blocks, level=2)


def flows_by_phase(words: Words) -> list[str]:
    """Flows in the order of their phase, those of an unknown phase last."""
    phases = list(words.vocabulary.facts["flow.phase"].values)
    order = {phase: place for place, phase in enumerate(phases)}
    found = words.case.subjects("flow")
    return sorted(found, key=lambda flow: (order.get(str(words.fact(flow, "flow.phase").value), len(order)), flow))


def _flows(words: Words) -> Section | None:
    """情報流, by phase."""
    found = flows_by_phase(words)
    if not found:
        return None
    names = [name for name in FLOW if any(words.fact(flow, name).unknown != "missing" for flow in found)]
    rows = tuple(
        (Cell(words.name(flow)), *(fact_cell(words, flow, name) for name in names)) for flow in found[:_MOST_FLOWS]
    )
    columns = (Column(words.kind_label("flow"), 2), *(Column(words.fact_label(name), 1.4) for name in names))
    blocks: list[Block] = [Table(columns, rows, words.say("risk.flows-caption", count=len(found)), wide=True)]
    if len(found) > _MOST_FLOWS:
        blocks.append(Para(words.say("inventory.rest", count=len(found) - _MOST_FLOWS), "small"))
    return Section("risk/flows", words.say("section.risk-flows"), tuple(blocks), level=2)


def _scales(risk: RiskWords) -> Section:
    """How a level is made: the matrix, what each rank asks for, and whose the cells are."""
    words, scales = risk.words, risk.scales
    rows = tuple(
        (
            Cell(words.of(row.title), sub=words.of(row.meaning)),
            *(risk.level(scales.level(row.id, column.id)) for column in scales.likelihood),
        )
        for row in scales.impact
    )
    columns = (
        Column(words.say("risk.matrix-corner"), 3),
        *(Column(words.of(column.title), 1) for column in scales.likelihood),
    )
    ranks = tuple(words.colon(word.id, words.of(word.meaning)) for word in scales.levels)
    blocks: Sequence[Block] = (Table(columns, rows, words.say("risk.matrix-caption")), Bullets(ranks))
    changed = [Para(words.say("risk.matrix-changed", files=words.join(scales.changed)), "small")]
    return Section(
        "risk/scales", words.say("section.risk-scales"), (*blocks, *(changed if scales.changed else [])), level=2
    )
