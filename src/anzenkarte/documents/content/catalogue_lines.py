"""The lines of a catalogue as a reviewer reads them: editions, items, rules, decisions on scope, duties, crosswalks.

Everything is Markdown in both languages. Nothing is left out: what a line has beyond the common fields follows as data.
"""

from __future__ import annotations

from collections.abc import Iterable

from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.catalogue.check import CoverageRow, coverage
from anzenkarte.catalogue.conditions.nodes import ALWAYS, Condition
from anzenkarte.catalogue.conditions.parse import parse
from anzenkarte.catalogue.crosswalks.model import Crosswalk
from anzenkarte.catalogue.model import Duty, Edition, Item, Rule, Scope
from anzenkarte.documents.content.condition_words import ConditionWords, Said
from anzenkarte.documents.render.data_lines import data_lines, side_by_side
from anzenkarte.documents.render.markdown import both, bullet, code, plain, table
from anzenkarte.formats.values import Json
from anzenkarte.kernel.citations import CONFIDENCES, Citation
from anzenkarte.kernel.text import Text

Lines = list[str]


class CatalogueLines:
    """The lines of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.words = ConditionWords(catalogue.vocabulary, catalogue.messages)

    def label(self, name: str) -> str:
        """A word of the pages in both languages."""
        return both(self.words.say(f"page.{name}"))

    def field(self, name: str, value: str, depth: int = 0) -> Lines:
        """A labelled entry; nothing for an empty value."""
        return [bullet(f"{self.label(name)}: {value}", depth)] if value else []

    def citation(self, citation: Citation) -> str:
        """Key of the source and place in it."""
        return f"{plain(citation.source)} {both(citation.place)}".strip()

    def cites(self, cites: Iterable[str], edition: str = "") -> str:
        """What is cited, in words, each with its id."""
        said = []
        for cite in cites:
            text = Text(*(self.catalogue.citation_text(cite, lang, edition) for lang in ("ja", "en")))
            said.append(code(cite) if text.ja == cite else f"{code(cite)} ({both(text)})")
        return "; ".join(said)

    # --- editions and their items --------------------------------------------------------------------------------

    def edition(self, edition: Edition) -> Lines:
        """The header of an edition: what it is, what was read, its sources."""
        force = ""
        if edition.in_force is not None:
            force = " – ".join(when.iso if when is not None else "" for when in edition.in_force).strip()
        lines = [
            *self.field("kind", plain(edition.kind)),
            *self.field("binds", plain(edition.binds)),
            *self.field("publisher", both(edition.publisher)),
            *self.field("published", plain(edition.published)),
            *self.field("in-force", force),
            *self.field("supersedes", code(edition.supersedes)),
            *self.field("confidence", plain(edition.confidence)),
            *self.field("read-in", both(edition.read_in)),
            *self.field("citation", self.citation(edition.citation)),
            "",
            f"## {self.label('sources')}",
            "",
        ]
        for source in edition.sources.values():
            parts = [f"**{plain(source.key)}** {both(source.title)}", f"<{source.address}>" if source.address else ""]
            lines.append(bullet(" — ".join(part for part in (*parts, both(source.note)) if part.strip(" /"))))
        return lines

    def coverage(self, edition: Edition) -> Lines:
        """What is held of each chapter of an edition, with the notes on what is not."""
        rows = list(coverage({edition.id: edition}, {edition.id: self.catalogue.items(edition.id)}))
        names = ("part", "chapter", "title", "title-confidence", "coverage", "items")
        columns = [*map(self.label, names), *CONFIDENCES[:3], self.label("note")]
        return table(columns, [[*self.coverage_cells(row), both(row.coverage_note)] for row in rows])

    def coverage_cells(self, row: CoverageRow) -> list[str]:
        """Part, chapter, title, how its title was read, coverage, number of items, and of those per confidence."""
        counts = [str(row.confidence.get(word, 0)) for word in CONFIDENCES[:3]]
        place = [code(row.part), plain(row.chapter), both(row.title), plain(row.title_confidence)]
        return [*place, plain(row.coverage), str(row.items), *counts]

    def item(self, item: Item) -> Lines:
        """One item in full."""
        number = plain(item.number) or self.label("unnumbered")
        rest, tables = side_by_side(item.extra)
        rules = [rule.id for rule in self.catalogue.rules(item.edition) if rule.item == item.id]
        facts = [
            f"{self.label('number')}: {number}",
            f"{self.label('chapter')}: {'/'.join(plain(part) for part in (item.part, item.chapter) if part)}",
            f"{self.label('addressee')}: {plain(item.addressee)}",
            f"{self.label('confidence')}: {plain(item.confidence)}",
        ]
        return [
            f"### {code(item.id)} {plain(item.number)}".rstrip(),
            "",
            f"**{both(item.title)}**",
            "",
            bullet(f"ja: {plain(item.summary.ja)}"),
            bullet(f"en: {plain(item.summary.en)}"),
            bullet(" · ".join(facts)),
            *self.field("read-in", both(item.read_in)),
            *self.field("carried", plain(item.carried_from)),
            *self.field("citation", self.citation(item.citation)),
            *self.field("applies", ", ".join(map(plain, item.applies))),
            *self.field("aliases", ", ".join(map(code, item.aliases))),
            *self.field("rules", ", ".join(map(code, rules))),
            *data_lines(rest),
            *tables,
        ]

    # --- rules, scope, duties --------------------------------------------------------------------------------------

    def said(self, name: str, condition: Condition, depth: int = 0) -> Lines:
        """A condition in words under its label; nothing for one that always holds."""
        if condition == ALWAYS:
            return []
        return [bullet(f"{self.label(name)}:", depth), *_tree(self.words.condition(condition), depth + 1)]

    def written(self, key: str, value: Json, kind: str, depth: int) -> Lines:
        """A condition still in the form of its file, in words under its key."""
        if value is None:
            return []
        condition = parse(value, kind, self.catalogue.vocabulary, lambda *_: None)
        return [bullet(f"{code(key)}:", depth), *_tree(self.words.condition(condition), depth + 1)]

    def rule(self, rule: Rule) -> Lines:
        """One rule: what it asks, of whom, and what is said where it is not met."""
        severity = both(self.words.say(f"severity.{rule.severity}"))
        facts = [
            f"{self.label('item')}: {code(rule.item) or '—'}",
            f"{self.label('where')}: {both(self.words.kind(rule.kind))}",
            f"{self.label('severity')}: {severity}",
            f"{self.label('engine')}: {plain(rule.engine)} ({plain(rule.basis)})",
        ]
        only = [bullet(self.label("only-necessary"))] if rule.only_necessary else []
        return [
            f"### {code(rule.id)}",
            "",
            bullet(" · ".join(facts)),
            *self.said("where", rule.where),
            *self.said("applies-if", rule.applies_if),
            *self.said("require", rule.require),
            *only,
            *self.field("finding", both(rule.finding)),
            *self.field("remedy", both(rule.remedy)),
            *self.field("rationale", both(rule.rationale)),
            *self.field("cites", self.cites(rule.cites, rule.item.partition("/")[0])),
        ]

    def scope(self, scope: Scope) -> Lines:
        """One decision on scope with its questions, answers and readings."""
        kind = both(self.words.kind(scope.kind))
        lines = [
            f"## {code(scope.id)}",
            "",
            f"**{both(scope.title)}**",
            "",
            bullet(f"{self.label('where')}: {kind} · {self.label('confidence')}: {plain(scope.confidence)}"),
            *self.said("among", scope.where),
            *self.field("edition", ", ".join(map(code, scope.editions))),
        ]
        for question in scope.questions.values():
            lines += [
                bullet(f"{self.label('question')} {code(question.id)}: {both(question.ask)}"),
                *_tree(self.words.condition(question.condition), 1),
                *self.field("yes", code(question.yes), 1),
                *self.field("no", code(question.no), 1),
                *self.field("reading", both(question.reading) if question.reading.ja else "", 1),
                *self.field("cites", self.cites(question.cites), 1),
            ]
        lines.append(bullet(f"{self.label('answers')}:"))
        lines += [bullet(f"{code(answer)} {both(text)}", 1) for answer, text in scope.answers.items()]
        return [*lines, *side_by_side({"readings": [dict(reading) for reading in scope.readings]})[1]]

    def duty(self, duty: Duty) -> Lines:
        """One duty: what it concerns, the acts it consists of in each situation."""
        severity = both(self.words.say(f"severity.{duty.severity}"))
        lines = [
            f"## {code(duty.id)}",
            "",
            f"**{both(duty.title)}**",
            "",
            *self.field("description", both(duty.description)),
            *self.field("severity", severity),
            *self.field("single", "✓" if duty.single else ""),
        ]
        for kind in duty.kinds:
            lines.append(bullet(f"{self.label('where')}: {both(self.words.kind(kind))}"))
            if duty.where.get(kind, ALWAYS) != ALWAYS:
                lines += _tree(self.words.condition(duty.where[kind]), 1)
            lines += self.field("done-by", code(duty.done_by.get(kind, "")), 1)
        for situation, acts in duty.acts.items():
            said = ", ".join(both(self.catalogue.acts[act]) for act in acts)
            name = both(self.catalogue.situations[situation])
            lines.append(bullet(f"{self.label('acts')} ({name}): {said or '—'}"))
        return [*lines, *self.field("cites", self.cites(duty.cites))]

    # --- crosswalks --------------------------------------------------------------------------------------------------

    def crosswalk(self, crosswalk: Crosswalk) -> Lines:
        """The header of a crosswalk."""
        return [
            bullet(f"{self.label('from')}: {code(crosswalk.origin)} · {self.label('to')}: {code(crosswalk.target)}"),
            *self.field("author", f"{both(crosswalk.author)} ({plain(crosswalk.kind)})"),
            *self.field("published", plain(crosswalk.published)),
            *self.field("confidence", plain(crosswalk.confidence)),
            *self.field("read-in", both(crosswalk.read_in)),
            *self.field("citation", f"{both(crosswalk.citation.title)} {both(crosswalk.citation.place)}"),
            *self.field("coverage", f"{plain(crosswalk.coverage)} {both(crosswalk.coverage_note)}".strip(" /")),
        ]

    def crosswalk_lines(self, crosswalk: Crosswalk) -> list[Lines]:
        """Each line of a crosswalk, with its reason and where that rests."""
        return [
            [
                f"- {code(line.origin)} **{plain(line.relation)}** "
                f"{code(line.target) or self.label('nothing')} · {self.label('strength')} {line.strength} · "
                f"{plain(line.confidence)} · {self.citation(line.citation)}",
                bullet(both(line.rationale), 1),
            ]
            for line in crosswalk.lines
        ]


def _tree(said: Said, depth: int) -> Lines:
    return [bullet(both(said.text), depth), *(line for part in said.below for line in _tree(part, depth + 1))]
