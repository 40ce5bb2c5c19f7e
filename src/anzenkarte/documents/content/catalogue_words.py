"""Sentences by their code, and what the catalogue calls things: editions, items, duties, laws, outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

from anzenkarte.assess.run import Assessment
from anzenkarte.catalogue.model import Duty, Edition, Item, Law, Rule, Scope
from anzenkarte.documents.content.regions import Regions
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.errors import InputError
from anzenkarte.kernel.text import Lang, Text


class CatalogueWords:
    """Sentences and names of the catalogue of one assessment in one language."""

    def __init__(self, assessment: Assessment, lang: Lang) -> None:
        self.assessment = assessment
        self.lang: Lang = lang
        self.catalogue = assessment.catalogue
        self.messages = assessment.catalogue.messages
        self.duties: Mapping[str, Duty] = {duty.id: duty for duty in self.catalogue.duties}
        self.laws: Mapping[str, Law] = {law.id: law for law in self.catalogue.laws}
        self.scopes: Mapping[str, Scope] = {scope.id: scope for scope in self.catalogue.scopes}
        self._rules: dict[str, Rule] | None = None
        self._cites: dict[str, str] = {}

    # --- sentences --------------------------------------------------------------------------------------------

    def say(self, code: str, **params: object) -> str:
        """The sentence of a code with its places filled."""
        return self.messages.text(code, {key: str(value) for key, value in params.items()}, self.lang)

    def of(self, text: Text) -> str:
        """One language of a bilingual text."""
        return text.to(self.lang)

    def join(self, parts: Iterable[str]) -> str:
        """A list in one line, as the language separates it."""
        return ("、" if self.lang == "ja" else ", ").join(parts)

    def dot(self, sentence: str) -> str:
        """A sentence as one entry of a list, behind a dot."""
        return f"・{sentence}" if self.lang == "ja" else f"• {sentence}"

    def colon(self, name: str, value: str) -> str:
        """``name: value`` as the language writes it."""
        return f"{name}：{value}" if self.lang == "ja" else f"{name}: {value}"

    def quoted(self, text: str) -> str:
        """A name in quotation marks."""
        return f"「{text}」" if self.lang == "ja" else f"“{text}”"

    def heading(self, text: str) -> str:
        """A label of the vocabulary as a heading: a capital first where the language has them."""
        return text[:1].upper() + text[1:]

    def note(self, text: str) -> str:
        """An aside in brackets; empty for nothing."""
        if not text:
            return ""
        return f"（{text}）" if self.lang == "ja" else f" ({text})"

    def day(self, day: date) -> str:
        """A day as people read it."""
        return When.of(day).display(self.lang)

    def date_text(self, written: str) -> str:
        """A date as it was written, in the form people read; what is no date stays as it is."""
        try:
            return When.parse(written).display(self.lang) if written else ""
        except InputError:
            return written

    # --- words of the catalogue ----------------------------------------------------------------------------------

    def outcome(self, outcome: str) -> str:
        """満たす, 満たさない, 対象外, 未確認."""
        return self.say(f"outcome.{outcome}")

    def country(self, code: str) -> str:
        """A country by its ISO code; codes without a name of ours stay codes."""
        return self.say(f"country.{code}") if f"country.{code}" in self.messages else code

    @cached_property
    def _regions(self) -> Regions:
        return Regions(self.messages)

    def region(self, written: str) -> str:
        """A prefecture, however it is written, by its name in this language; any other region as it is written."""
        return self._regions.said(written, self.lang)

    def regions(self, written: Iterable[str]) -> list[str]:
        """Regions by name, each once: prefectures from north to south, then the others."""
        return list(dict.fromkeys(map(self.region, sorted(written, key=self._regions.order))))

    def duty(self, duty: str) -> str:
        """A duty's title."""
        found = self.duties.get(duty)
        return self.of(found.title) if found is not None else duty

    def act(self, act: str) -> str:
        """An act's name."""
        text = self.catalogue.acts.get(act)
        return self.of(text) if text is not None else act

    def situation(self, situation: str) -> str:
        """A situation's name."""
        text = self.catalogue.situations.get(situation)
        return self.of(text) if text is not None else situation

    def law(self, law: str) -> str:
        """A law with its article."""
        found = self.laws.get(law)
        return f"{self.of(found.title)} {self.of(found.article)}".strip() if found is not None else law

    def edition(self, edition: str) -> str:
        """An edition by its guideline's common name where it has one, else by its title."""
        found = self.catalogue.editions.get(edition)
        if found is None:
            return edition
        code = f"guideline.{found.guideline}"
        if code in self.messages:
            return self.say(code, edition=found.edition)
        return self.of(found.title)

    def part(self, edition: Edition, part: str) -> str:
        """A part's title; empty for an edition without parts."""
        return next((self.of(title) for key, title in edition.parts if key == part), "")

    def item(self, item: Item) -> str:
        """An item by edition, part, printed number and our short title."""
        edition = self.catalogue.editions[item.edition]
        parts = (self.edition(item.edition), self.part(edition, item.part), item.number)
        space = "" if self.lang == "ja" else " "
        return " ".join(part for part in parts if part) + space + self.quoted(self.of(item.title))

    def cite(self, cite: str, edition: str = "") -> str:
        """What is cited: an item, a law, a reading of scope, or a line of a source."""
        key = f"{edition}|{cite}"
        if key not in self._cites:
            self._cites[key] = self._cite(cite, edition)
        return self._cites[key]

    def _cite(self, cite: str, edition: str) -> str:
        if cite in self.laws:
            return self.law(cite)
        if cite in self.scopes:
            return self.of(self.scopes[cite].title)
        item = self.catalogue.item(cite)
        if item is not None:
            return self.item(item)
        source, _, place = cite.partition(":")
        if place and f"source.{source}" in self.messages:
            return f"{self.say(f'source.{source}')} {place}"
        return self.catalogue.citation_text(cite, self.lang, edition)

    def rule(self, rule: str) -> Rule | None:
        """A rule of the editions asked or of a lesson, by its id."""
        if self._rules is None:
            editions = (*self.catalogue.lesson_editions(), *self.assessment.editions)
            self._rules = {r.id: r for edition in editions for r in self.catalogue.rules(edition.id)}
        return self._rules.get(rule)

    def rules_of(self, item: str) -> list[Rule]:
        """The rules of the editions asked and of lessons that decide an item."""
        self.rule("")
        return [rule for rule in (self._rules or {}).values() if rule.item == item]
