"""How things are called in a paper: subjects by their entity's name, facts by their label, places by their document.

Every sentence comes from the message catalogue by its code; every name comes from a document or from the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from anzenkarte.assess.run import Assessment
from anzenkarte.documents.content.catalogue_words import CatalogueWords
from anzenkarte.formats.values import Json
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.facts import Fact, FactRead, Value
from anzenkarte.kernel.text import Lang, Text
from anzenkarte.kernel.vocabulary import FieldSpec

CASE: Final = "case/case"
_COUNTRY_FACTS: Final = ("country", "countries")
_LISTS: Final = {"duty_gaps": "duty", "duty_contradictions": "duty", "laws": "law"}


class Words(CatalogueWords):
    """Names and sentences of one assessment in one language."""

    def __init__(self, assessment: Assessment, lang: Lang) -> None:
        super().__init__(assessment, lang)
        self.case = assessment.case
        self.vocabulary = assessment.case.vocabulary
        self._names: dict[str, str] = {}
        self._documents = {document.name: document for document in self.case.documents}

    # --- subjects ---------------------------------------------------------------------------------------------

    def name(self, subject: str) -> str:
        """What a subject is called by those who wrote it down."""
        found = self._names.get(subject)
        if found is None:
            found = self._names[subject] = self._name(subject)
        return found

    def _name(self, subject: str) -> str:
        kind, _, slug = subject.partition("/")
        if subject == CASE:
            return self.say("subject.case")
        fields = self.fields(subject)
        written = fields.get("name") or fields.get("title")
        if kind == "advisory":
            return " ".join(part for part in (str(fields.get("reference", slug)), self._text(written)) if part)
        if kind == "statement":
            return self.say("subject.statement", by=self.name(self.refer(subject, "party", fields.get("by"))))
        if kind == "assignment":
            contract = self.name(self.refer(subject, "contract", fields.get("contract")))
            return " ".join(part for part in (contract, str(fields.get("clause", ""))) if part)
        if written:
            return self._text(written)
        if kind == "copy":
            return self._copy_name(subject, fields)
        return slug or self.kind_label(kind)

    def _copy_name(self, subject: str, fields: Mapping[str, Json]) -> str:
        store = self.name(self.refer(subject, "store", fields.get("store")))
        role = self.vocabulary.facts["copy.role"].values.get(str(fields.get("role", "")))
        return store + self.note(self.of(role) if role is not None else subject.partition("/")[2])

    def text(self, written: Json) -> str:
        """A text as a document writes it, in this language; empty for anything else."""
        return self._text(written)

    def _text(self, written: Json) -> str:
        return Text.of(written).to(self.lang) if isinstance(written, dict | str) else ""

    def fields(self, subject: str) -> Mapping[str, Json]:
        """What the documents write about a subject, laid over each other; the first word on each field stays."""
        merged: dict[str, Json] = {}
        for part in self.case.parts(subject):
            for key, value in part.entity.fields.items():
                merged.setdefault(key, value)
        return merged

    def refer(self, subject: str, kind: str, slug: Json) -> str:
        """The subject a slug written inside ``subject`` points to; empty for none."""
        return self.case.refer(subject, kind, str(slug)) if isinstance(slug, str) and slug else ""

    def kind_label(self, kind: str) -> str:
        """What a kind of subject is called."""
        spec = self.vocabulary.kinds.get(kind)
        return self.of(spec.label) if spec is not None else kind

    def kind_plural(self, kind: str) -> str:
        """What a collection of a kind is called."""
        spec = self.vocabulary.kinds.get(kind)
        return self.of(spec.plural) if spec is not None else kind

    def subject_of_case(self) -> str:
        """The one-of-a-kind subject the case is about: the only engagement, else the institution, else the service."""
        for kind in ("engagement", "institution", "service"):
            found = self.case.subjects(kind)
            if len(found) == 1:
                return found[0]
        return CASE

    # --- facts ------------------------------------------------------------------------------------------------

    def spec(self, name: str) -> FieldSpec | None:
        """The declaration of a fact; None for relations and what engines show as facts."""
        return self.vocabulary.facts.get(name)

    def fact_label(self, name: str) -> str:
        """What a fact is called."""
        spec = self.vocabulary.facts.get(name)
        if spec is not None:
            return self.of(spec.label)
        relation = self.vocabulary.relations.get(name)
        if relation is not None:
            return self.say("fact.collection", plural=self.kind_plural(relation.target))
        kind, _, rest = name.partition(".")
        if rest == "*":
            return self.say("fact.collection", plural=self.kind_plural(kind))
        return self.say(f"fact.{name}")

    def read_label(self, read: FactRead, about: str = "") -> str:
        """Who or what a fact is about and what it is called; the subject is left out where the paper stands at it."""
        label = self.fact_label(read.name)
        if read.subject in (about, CASE) or "/" not in read.subject:
            return label
        return self.colon(self.name(read.subject), label)

    def read_subject(self, read: FactRead) -> str:
        """What a fact is about: the subject's name, or the kind where the case holds none."""
        return self.name(read.subject) if "/" in read.subject else self.kind_label(read.subject)

    def value(self, name: str, value: Value | None) -> str:
        """A fact's value in words."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return self.say("value.yes" if value else "value.no")
        if isinstance(value, When):
            return value.display(self.lang)
        if isinstance(value, tuple):
            return self.join(self._word(name, entry) for entry in value) if value else self.say("value.none")
        return self._word(name, str(value)) if isinstance(value, str) else str(value)

    def _word(self, name: str, word: str) -> str:
        kind, _, field = name.partition(".")
        if kind == "demarcation":
            return self.name(word)
        if name == "statement.answer":
            return self.outcome(word)
        if any(field.endswith(end) for end in _COUNTRY_FACTS):
            return self.country(word)
        if name == "place.region":
            return self.region(word)
        if field in _LISTS:
            return self.duty(word) if _LISTS[field] == "duty" else self.law(word)
        spec = self.vocabulary.facts.get(name)
        if spec is None:
            return word
        if word in spec.values:
            return self.of(spec.values[word])
        return self.name(word) if spec.type == "ref" or self.case.exists(word) else word

    def found(self, read: FactRead) -> str:
        """What was found: the value, or why it is not known."""
        fact = read.fact
        return self.value(read.name, fact.value) if fact.known else self.say(f"unknown.{fact.unknown}")

    def fact(self, subject: str, name: str) -> Fact:
        """A fact of the assessment's case."""
        return self.assessment.facts.fact(subject, name)

    def shown(self, subject: str, name: str, missing: str = "") -> str:
        """A fact in words; ``missing`` in place of an unknown one nobody has written about."""
        fact = self.fact(subject, name)
        if fact.unknown == "missing":
            return missing
        return self.found(FactRead(subject, name, fact))

    def question(self, read: FactRead) -> Text:
        """What to find out about a missing fact, in both languages."""
        spec = self.vocabulary.facts.get(read.name)
        if "/" not in read.subject:
            kind = self.vocabulary.kinds.get(read.subject)
            label = kind.label if kind is not None else Text(read.subject, read.subject)
            return self._both("question.document", kind=label)
        if spec is not None:
            return spec.question
        relation = self.vocabulary.relations.get(read.name)
        target = relation.target if relation is not None else read.name.partition(".")[0]
        kind = self.vocabulary.kinds.get(target)
        plural = kind.plural if kind is not None else Text(target, target)
        return self._both("question.collection", plural=plural)

    def _both(self, code: str, **params: Text) -> Text:
        ja = self.messages.text(code, {key: text.ja for key, text in params.items()}, "ja")
        en = self.messages.text(code, {key: text.en for key, text in params.items()}, "en")
        return Text(ja, en)

    def where(self, where: str, about: str = "") -> str:
        """Where a fact was stated, in words: the document and entity, a party's statement, or what it follows from.

        The entity is left out where it is the one the fact is about.
        """
        return self.join(dict.fromkeys(self._where(part, about) for part in where.split("; ") if part))

    def _where(self, where: str, about: str) -> str:
        document, hash_, path = where.partition("#")
        if hash_ and document in self._documents:
            kind, slug, *_ = [*path.split("/"), ""]
            label = self.kind_label(self._documents[document].kind)
            own = f"{kind}/{slug}"
            if kind == self._documents[document].kind or own == about:
                return f"{label} {document}"
            name = self.quoted(self.name(own)) if self.case.exists(own) else f" {slug}"
            return f"{label} {document}" + self.note(f"{self.kind_label(kind)}{name}")
        if where.startswith(("statement/", "assignment/")):
            return self.statement(where)
        scope = self.scopes.get(where.partition("@")[0])
        if scope is not None:
            return self.say("where.scope", title=self.of(scope.title))
        if where in self.assessment.reports:
            return self.say("where.engine", engine=self.say(f"engine.{where}"))
        subject, colon, collection = where.partition(": ")
        if colon and self.case.exists(subject):
            listed = next((s for s in self.vocabulary.kinds.values() if s.collection == collection), None)
            return self.colon(self.name(subject), self.of(listed.plural) if listed is not None else collection)
        return self.name(where) if self.case.exists(where) else where

    def statement(self, subject: str) -> str:
        """Who said something, when, recorded by whom and in which paper."""
        fields = self.fields(subject)
        if not fields:
            return subject
        if subject.startswith("assignment/"):
            return self.name(subject)
        by = self.name(self.refer(subject, "party", fields.get("by")))
        recorder = fields.get("recorded_by")
        more = [self.date_text(str(fields["date"]))] if "date" in fields else []
        if recorder and recorder != fields.get("by"):
            more.append(self.say("where.recorded", by=self.name(self.refer(subject, "party", recorder))))
        if fields.get("source"):
            more.append(self._text(fields["source"]))
        return self.say("where.statement", by=by) + self.note(self.join(more))

    def origin(self, subject: str) -> str:
        """Where those who wrote a subject down say that they know it from."""
        texts = [self._text(part.entity.fields.get("origin")) for part in self.case.parts(subject)]
        return self.join(dict.fromkeys(text for text in texts if text))
