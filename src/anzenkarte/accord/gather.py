"""The lines an assessment offers for agreement: who does what, what is answered, promised, and left as risk.

Offered is only what somebody can sign: a cell that nobody holds, two hold or both deny is no line but an open matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from anzenkarte.accord.lines import Line, by_id
from anzenkarte.assess.results import Cell
from anzenkarte.assess.run import Assessment
from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.catalogue.model import Item
from anzenkarte.formats.canonical import digest
from anzenkarte.formats.values import Json
from anzenkarte.karte.case import CASE_SUBJECT, Case
from anzenkarte.karte.document import Entity
from anzenkarte.karte.facts.said import is_hearsay

SIGNABLE: Final = ("assigned", "stated", "agreed")
_SILENT: Final = ("note", "origin", "nonce")


def lines_of(assessment: Assessment, terms: Iterable[Line] = ()) -> tuple[Line, ...]:
    """All lines of an assessment, and the given ones, by id."""
    trace = Trace(assessment.case, assessment.catalogue)
    found = [*_duties(assessment, trace), *_items(trace), *_contracts(trace), *_risks(assessment, trace), *terms]
    return tuple(by_id(found).values())


def open_cells(assessment: Assessment) -> dict[str, int]:
    """How many cells are in a state nobody can sign, by state."""
    states = [cell.state for report in assessment.reports.values() for cell in report.cells]
    return {state: states.count(state) for state in sorted(set(states)) if state not in SIGNABLE}


class Trace:
    """Collects what a line rests on: entities with what they stand on, and items of the catalogue."""

    def __init__(self, case: Case, catalogue: Catalogue) -> None:
        self.case = case
        self.catalogue = catalogue

    def urn(self, subject: str) -> str:
        """The URN of a party; the subject itself for a placeholder without one."""
        for part in self.case.parts(subject):
            if part.entity.fields.get("urn"):
                return str(part.entity.fields["urn"])
        return subject

    def party(self, subject: str, slug: Json) -> str:
        """The URN of the party a slug written inside ``subject`` names."""
        return self.urn(self.case.refer(subject, "party", str(slug)))

    def basis(self, subjects: Iterable[str], items: Iterable[str] = ()) -> dict[str, str]:
        """Name → digest of every entity of the subjects, of the evidence they name, and of the items."""
        found: dict[str, str] = {}
        for subject in dict.fromkeys(subjects):
            told: dict[str, dict[str, None]] = {}
            for part in self.case.parts(subject):
                place = f"{part.document.kind}/{part.document.name}#{part.entity.subject}"
                kind = "evidence" if part.entity.kind == "evidence" else "entity"
                told.setdefault(f"{kind} {place}", {})[part.entity.digest] = None
                found.update(self.basis(self._named(subject, part.entity)))
            # Two parties' tellings of one document may differ in an entity: then all that is said of it counts.
            found.update({name: one_digest(list(digests)) for name, digests in told.items()})
        for name in items:
            item = self.catalogue.item(name)
            if item is not None:
                found[f"item {item.id}"] = item_digest(item)
        return dict(sorted(found.items()))

    def _named(self, subject: str, entity: Entity) -> Iterator[str]:
        """The evidence an entity names, and the contract an assignment stands in."""
        for kind in ("evidence", "contract") if entity.kind == "assignment" else ("evidence",):
            named = entity.fields.get(kind) if entity.kind != kind else None
            for slug in named if isinstance(named, list) else [named]:
                if isinstance(slug, str):
                    yield self.case.refer(subject, kind, slug)

    def entities(self, kind: str) -> Iterator[tuple[str, Mapping[str, Json], Entity]]:
        """Subject, fields without notes, and entity of everything of a kind; the first document's word counts."""
        for subject in self.case.subjects(kind):
            entity = self.case.parts(subject)[0].entity
            yield subject, plain(entity), entity


def one_digest(digests: Sequence[str]) -> str:
    """The digest of an entity, or one over all the different ones it has in several tellings."""
    return digests[0] if len(digests) == 1 else digest(sorted(digests))


def plain(entity: Entity) -> dict[str, Json]:
    """Fields that say something: without notes, origins and the writer's own keys."""
    return {key: value for key, value in entity.fields.items() if key not in _SILENT and not key.startswith("x-")}


def item_digest(item: Item) -> str:
    """Digest of an item as the catalogue has it: number, title and summary in both languages, how well it is known."""
    return digest(
        {
            "addressee": item.addressee,
            "confidence": item.confidence,
            "id": item.id,
            "number": item.number,
            "summary": {"en": item.summary.en, "ja": item.summary.ja},
            "title": {"en": item.title.en, "ja": item.title.ja},
        }
    )


def _duties(assessment: Assessment, trace: Trace) -> Iterator[Line]:
    cites = {duty.id: duty.cites for duty in assessment.catalogue.duties}
    for report in assessment.reports.values():
        for cell in report.cells:
            if cell.state in SIGNABLE:
                content: dict[str, Json] = {
                    "act": cell.act,
                    "duty": cell.duty,
                    "parties": [trace.urn(party) for party in cell.parties],
                    "situation": cell.situation,
                    "subject": cell.subject,
                }
                basis = trace.basis([cell.subject, *_voiced(cell), *cell.parties], cites.get(cell.duty, ()))
                yield Line(f"duty/{cell.id}", "duty", content, basis)


def _voiced(cell: Cell) -> Iterator[str]:
    """The entities in which the words about a cell stand."""
    for voice in cell.voices:
        yield from _places(voice.source)
        if voice.by:
            yield voice.by


def _places(where: str) -> Iterator[str]:
    """The subjects in the places a fact or a word comes from, as ``document#kind/id/field``."""
    for place in where.split("; "):
        parts = place.rpartition("#")[2].split("/")
        if len(parts) > 1:
            yield "/".join(parts[:2])


def _items(trace: Trace) -> Iterator[Line]:
    """What parties themselves answer for items; what has been replaced is left out."""
    entities = list(trace.entities("statement"))
    replaced = {str(fields["supersedes"]) for _, fields, _ in entities if fields.get("supersedes")}
    for subject, fields, entity in entities:
        if "item" not in fields or is_hearsay(entity) or entity.id in replaced:
            continue
        about = str(fields.get("subject", ""))
        target = trace.case.refer(subject, "any", about) if about else CASE_SUBJECT
        by = trace.case.refer(subject, "party", str(fields.get("by", "")))
        content: dict[str, Json] = {**fields, "by": trace.urn(by)}
        if "party" in fields:
            content["party"] = trace.party(subject, fields["party"])
        yield Line(f"item/{subject}", "item", content, trace.basis([subject, target, by], [str(fields["item"])]))


def _contracts(trace: Trace) -> Iterator[Line]:
    """What a contract with a service level promises."""
    for subject, fields, _ in trace.entities("contract"):
        if fields.get("sla") is not True:
            continue
        ends = {key: fields[key] for key in ("supplier", "customer") if isinstance(fields.get(key), str)}
        content: dict[str, Json] = {**fields, **{key: trace.party(subject, slug) for key, slug in ends.items()}}
        parties = [trace.case.refer(subject, "party", str(slug)) for slug in ends.values()]
        yield Line(f"sla/{subject}", "sla", content, trace.basis([subject, *parties]))


def _risks(assessment: Assessment, trace: Trace) -> Iterator[Line]:
    """What remains of every raised risk, for the consent of the party that bears it."""
    for report in assessment.reports.values():
        for scenario in report.scenarios:
            if scenario.state != "raised":
                continue
            owners = scenario.owner.parties if scenario.owner is not None else ()
            measures: dict[str, Json] = {treated.measure: treated.state for treated in scenario.measures}
            content: dict[str, Json] = {
                "current": scenario.current,
                "level": scenario.level,
                "measures": measures,
                "owners": [trace.urn(owner) for owner in owners],
                "residual": scenario.residual,
                "subject": scenario.subject,
                "threat": scenario.threat,
                "treatment": scenario.treatment,
            }
            reads = [*scenario.facts, *(read for treated in scenario.measures for read in treated.facts)]
            rest = [subject for read in reads for subject in (read.subject, *_places(read.fact.where))]
            overrides = [override.subject for override in scenario.overrides]
            yield Line(
                f"residual/{scenario.id}",
                "residual",
                content,
                trace.basis([scenario.subject, *rest, *owners, *overrides]),
            )
