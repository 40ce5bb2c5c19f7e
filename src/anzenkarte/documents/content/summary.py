"""The first page: where the data rests and under whose law, what is agreed, what is urgent, in plain sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from anzenkarte.documents.content.groups import Group
from anzenkarte.documents.content.matrix import Row, tally
from anzenkarte.documents.content.tree import Block, Cell, Column, KeyValues, Mark, Para, Section, Table
from anzenkarte.documents.content.words import Words
from anzenkarte.kernel.verdicts import SEVERITIES, Outcome

_HOME = "JP"
_OUTCOMES: tuple[Outcome, ...] = ("met", "not_met", "unknown", "not_applicable")


def resting_places(words: Words) -> list[tuple[str, str]]:
    """Where medical information rests: (country, region) per copy, or per store without copies; empty for unknown."""
    found: list[tuple[str, str]] = []
    for store in words.case.subjects("store"):
        copies = words.case.related(store, "store.copies").subjects
        for copy in copies:
            if words.fact(copy, "copy.medical").value is not False:
                found.append(_country_region(words, str(words.fact(copy, "copy.place").value or "")))
        if not copies:
            found.append(
                _country_region(words, _place_of(words, str(words.fact(store, "store.component").value or "")))
            )
    return found


def _place_of(words: Words, component: str) -> str:
    for _ in range(8):
        if not words.case.exists(component):
            return ""
        place = words.fact(component, "component.place")
        if place.known:
            return str(place.value)
        component = str(words.fact(component, "component.part_of").value or "")
    return ""


def _country_region(words: Words, place: str) -> tuple[str, str]:
    if not words.case.exists(place):
        return "", ""
    country = words.fact(place, "place.country")
    region = words.fact(place, "place.region")
    return str(country.value) if country.known else "", str(region.value) if region.known else ""


def location_sentence(words: Words) -> str:
    """Where patients' medical information rests, in one or two sentences."""
    places = resting_places(words)
    if not places:
        return words.say("summary.no-store")
    home = words.regions({region for country, region in places if country == _HOME and region})
    abroad = sorted({words.country(country) for country, _ in places if country not in ("", _HOME)})
    unknown = sum(not country for country, _ in places)
    at_home = any(country == _HOME for country, _ in places)
    parts: list[str] = []
    if at_home and abroad:
        parts.append(words.say("summary.both", regions=words.note(words.join(home)), countries=words.join(abroad)))
    elif at_home:
        parts.append(words.say("summary.home", regions=words.note(words.join(home))))
    elif abroad:
        parts.append(words.say("summary.abroad", countries=words.join(abroad)))
    if unknown:
        parts.append(words.say("summary.place-unknown" if not parts else "summary.place-partly", count=unknown))
    return _run_on(words, parts)


def _run_on(words: Words, parts: Sequence[str]) -> str:
    return ("" if words.lang == "ja" else " ").join(parts)


def law_sentence(words: Words) -> str:
    """Whose foreign law may reach the data, and through whom; empty when none is known to."""
    by_country: dict[str, dict[str, None]] = {}
    for report in words.assessment.reports.values():
        for reach in report.reaches:
            law = words.laws.get(reach.law)
            if reach.reached != "yes" or law is None or reach.ground != "control" or reach.subject.startswith("flow/"):
                continue
            operator = _operator(words, reach.subject)
            by_country.setdefault(law.country, {})[operator] = None
    parts = []
    for country, operators in sorted(by_country.items()):
        named = [party for party in operators if party]
        own = [party for party in named if words.fact(party, "party.country").value == country]
        for code, listed in (("parent", [party for party in named if party not in own]), ("own", own)):
            if listed:
                names = words.join(words.name(party) for party in listed)
                parts.append(words.say(f"summary.law-{code}", operators=names, country=words.country(country)))
    return _run_on(words, parts)


def flow_sentence(words: Words) -> str:
    """How many flows of medical information a foreign law may reach, by place or control; empty for none."""
    countries: set[str] = set()
    flows: set[str] = set()
    for report in words.assessment.reports.values():
        for reach in report.reaches:
            law = words.laws.get(reach.law)
            if reach.reached != "yes" or law is None or not reach.subject.startswith("flow/"):
                continue
            if words.fact(reach.subject, "flow.carries_medical_information").value is not False:
                countries.add(law.country)
                flows.add(reach.subject)
    if not flows:
        return ""
    named = words.join(words.country(country) for country in sorted(countries))
    return words.say("summary.law-flows", count=len(flows), countries=named)


def _operator(words: Words, copy: str) -> str:
    own = words.fact(copy, "copy.operator")
    if own.known:
        return str(own.value)
    store = words.fact(copy, "copy.store")
    operator = words.fact(str(store.value), "store.operator") if store.known else own
    return str(operator.value) if operator.known else ""


def agreement_sentence(words: Words, rows: Sequence[Row]) -> str:
    """What is agreed of all duties, what nobody has taken on, where words differ."""
    if not rows:
        return words.say("summary.no-duties")
    count = tally(rows)
    sentence = words.say("summary.agreed", agreed=count.agreed, rows=count.rows)
    counts = {
        "nobody": count.nobody,
        "unknown": count.unknown,
        "contradiction": count.contradiction,
        "overlap": count.overlap,
    }
    more = [words.say(f"summary.{name}", count=number) for name, number in counts.items() if number]
    return _run_on(words, [sentence, words.say("summary.of-which", list=words.join(more)) if more else ""]).strip()


def lead(words: Words, rows: Sequence[Row]) -> str:
    """The few sentences on top."""
    said = (location_sentence(words), law_sentence(words), flow_sentence(words), agreement_sentence(words, rows))
    return _run_on(words, [sentence for sentence in said if sentence])


def outcome_table(words: Words) -> Table | None:
    """Per edition how many items came out how; never a percentage."""
    rows = []
    for report in words.assessment.reports.values():
        for summary in report.summaries:
            counts = [Cell(str(summary.outcomes.get(outcome, 0))) for outcome in _OUTCOMES]
            rows.append((Cell(words.edition(summary.edition), anchor=f"edition/{summary.edition}"), *counts))
    if not rows:
        return None
    columns = (
        Column(words.say("column.edition"), 4),
        *(Column(words.outcome(outcome), 1, "end") for outcome in _OUTCOMES),
    )
    return Table(columns, tuple(rows), words.say("summary.outcomes"))


def severity_counts(words: Words, groups: Sequence[Group]) -> KeyValues:
    """How many findings of each severity, and of how many kinds."""
    count = Counter(finding.severity for finding in words.assessment.findings)
    kinds = Counter(group.severity for group in groups)
    marks: dict[str, Mark] = {severity: severity for severity in SEVERITIES}
    return KeyValues(
        tuple(
            (
                words.say(f"severity.{severity}"),
                Cell(words.say("summary.count", count=count[severity], kinds=kinds[severity]), marks[severity]),
            )
            for severity in SEVERITIES
        )
    )


def summary_section(words: Words, rows: Sequence[Row], groups: Sequence[Group], most: int) -> Section:
    """Sentences, counts, and the most severe findings by title."""
    blocks: list[Block] = [Para(lead(words, rows), "lead"), severity_counts(words, groups)]
    worst = [group for group in groups if group.severity in ("urgent", "action")][:most]
    if worst:
        columns = (Column(words.say("column.severity"), 1.2), Column(words.say("column.finding"), 7))
        cells = tuple(
            (Cell(words.say(f"severity.{g.severity}"), g.severity), Cell(g.title, anchor=g.id)) for g in worst
        )
        blocks.append(Table(columns, cells, words.say("summary.worst")))
    table = outcome_table(words)
    if table is not None:
        blocks.append(table)
        blocks.append(Para(words.say("summary.no-percentage"), "small"))
    return Section("summary", words.say("section.summary"), tuple(blocks))
