"""Fills forms from an assessment: every answer with its provenance, everything else as a question left open.

A line is answered by the first of its sources that is settled by facts, then by verdicts that rest on words alone, then
by what a party stated about the line itself. Where words and facts differ the facts decide, and that is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from anzenkarte.assess.run import Assessment
from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.catalogue.conditions.evaluate import VACUOUS
from anzenkarte.catalogue.forms.model import AnswerSource, Form, Line
from anzenkarte.forms.stated import Stated, stated
from anzenkarte.forms.wording import EMPTY, described
from anzenkarte.karte.case import CASE_SUBJECT
from anzenkarte.kernel.facts import FactRead
from anzenkarte.kernel.text import Text
from anzenkarte.kernel.truth import FALSE, TRUE
from anzenkarte.kernel.verdicts import Verdict

YES: Final = "yes"
NO: Final = "no"
NOT_APPLICABLE: Final = "not_applicable"
_OF_OUTCOME: Final = {"met": YES, "not_met": NO, "not_applicable": NOT_APPLICABLE}


@dataclass(frozen=True)
class Ground:
    """What an answer rests on: a fact (``subject fact``), a verdict or a statement by id, and where it was stated."""

    kind: Literal["fact", "verdict", "statement"]
    id: str
    where: str = ""

    def json(self) -> dict[str, str]:
        """As programs read it."""
        return {"id": self.id, "kind": self.kind, "where": self.where}


@dataclass(frozen=True)
class Ask:
    """Something to ask: a fact of a subject, or a line of a form where no fact would do (``subject`` is then empty)."""

    id: str
    subject: str
    question: Text


@dataclass(frozen=True)
class Answer:
    """A line with its answer; ``value`` is yes, no, not_applicable, a text, or empty where the line is left open.

    ``explanation`` goes with a no or adds to a yes; ``unexplained`` marks a no nobody has explained. ``against`` are
    the grounds that say something else.
    """

    line: Line
    value: Text = EMPTY
    explanation: Text = EMPTY
    planned_on: str = ""
    grounds: tuple[Ground, ...] = ()
    against: tuple[Ground, ...] = ()
    asks: tuple[Ask, ...] = ()

    @property
    def open(self) -> bool:
        """Whether nothing answers the line."""
        return self.value == EMPTY

    @property
    def unexplained(self) -> bool:
        """Whether it is a no without a word why or until when."""
        yes_no = self.line.answer == "yes_no_na"
        return yes_no and self.value.en == NO and self.explanation == EMPTY and not self.planned_on


@dataclass(frozen=True)
class FilledForm:
    """A form with an answer for each of its lines, in its order."""

    form: Form
    answers: tuple[Answer, ...]

    @property
    def open(self) -> tuple[Answer, ...]:
        """The lines left open."""
        return tuple(answer for answer in self.answers if answer.open)


@dataclass(frozen=True)
class OpenQuestion:
    """A question and the lines of all forms that wait for it."""

    ask: Ask
    lines: tuple[str, ...]


def editions_asked(catalogue: Catalogue) -> tuple[str, ...]:
    """Editions whose verdicts any form asks for: assessed together, so that one form and all forms say the same."""
    return tuple(sorted({name for form in catalogue.forms.values() for name in form.editions}))


def fill(form: Form, assessment: Assessment) -> FilledForm:
    """The form as this assessment answers it."""
    return Filler(assessment).fill(form)


def fill_all(forms: Iterable[Form], assessment: Assessment) -> tuple[FilledForm, ...]:
    """Several forms from one assessment."""
    filler = Filler(assessment)
    return tuple(filler.fill(form) for form in forms)


def open_questions(filled: Iterable[FilledForm]) -> tuple[OpenQuestion, ...]:
    """What is to be asked over all these forms, the question that would help most lines first, then by id."""
    asks: dict[str, Ask] = {}
    waiting: dict[str, list[str]] = {}
    for one in filled:
        for answer in one.answers:
            for ask in answer.asks:
                asks.setdefault(ask.id, ask)
                waiting.setdefault(ask.id, []).append(f"{one.form.id}: {answer.line.id}")
    found = [OpenQuestion(asks[key], tuple(dict.fromkeys(lines))) for key, lines in waiting.items()]
    return tuple(sorted(found, key=lambda question: (-len(question.lines), question.ask.id)))


@dataclass(frozen=True)
class _Candidate:
    value: Text
    grounds: tuple[Ground, ...]
    explanation: Text = EMPTY
    planned_on: str = ""
    said: bool = False  # rests on somebody's word alone


class Filler:
    """Fills forms from one assessment; conditions that several forms share are evaluated once."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.facts = assessment.facts
        verdicts: dict[str, Verdict] = {}
        for report in assessment.reports.values():
            for verdict in (*report.lessons, *report.verdicts):
                if not verdict.older:
                    verdicts[verdict.item] = verdict
        self._verdicts: Mapping[str, Verdict] = verdicts
        self._rules: dict[str, dict[str, list[tuple[str, Text]]]] = {}
        self._broken = Counter(finding.rule for finding in assessment.findings)

    def fill(self, form: Form) -> FilledForm:
        """One form."""
        return FilledForm(form, tuple(self._answer(line) for line in form.lines))

    def _answer(self, line: Line) -> Answer:
        missing: list[FactRead] = []
        found = [candidate for source in line.sources if (candidate := self._try(source, missing)) is not None]
        words = stated(self.facts, line)
        own = [self._word(word, line) for word in words]
        computed = [candidate for candidate in found if not candidate.said]
        said = [candidate for candidate in found if candidate.said]
        ordered = [*own, *computed] if line.answer == "text" else [*computed, *said, *own]
        if not ordered or (not computed and len({candidate.value for candidate in own}) > 1):
            against = tuple(ground for candidate in own for ground in candidate.grounds)
            return Answer(line, against=against, asks=self._asks(line, missing))
        chosen = ordered[0]
        other = [candidate for candidate in ordered if candidate.value != chosen.value]
        against = tuple(dict.fromkeys(ground for candidate in other for ground in candidate.grounds))
        same = [candidate for candidate in own if candidate.value == chosen.value]
        return self._made(line, chosen, same, against if line.answer == "yes_no_na" else ())

    def _made(self, line: Line, chosen: _Candidate, same: Sequence[_Candidate], against: tuple[Ground, ...]) -> Answer:
        explained = next((c.explanation for c in (*same, chosen) if c.explanation != EMPTY), EMPTY)
        planned = next((c.planned_on for c in (*same, chosen) if c.planned_on), "")
        grounds = tuple(dict.fromkeys([*chosen.grounds, *(ground for c in same for ground in c.grounds)]))
        answer = Answer(line, chosen.value, explained, planned, grounds, against)
        if not answer.unexplained:
            return answer
        asked = Text(
            f"「いいえ」の理由と対応：{line.question.ja}", f'Reason for "no", and what is done: {line.question.en}'
        )
        asks = (Ask(f"explain:{line.id}", "", asked),)
        return Answer(line, chosen.value, explained, planned, grounds, against, asks)

    def _word(self, word: Stated, line: Line) -> _Candidate:
        grounds = (Ground("statement", word.id, word.where),)
        if line.answer == "text":
            return _Candidate(word.reason if word.reason != EMPTY else Text(word.answer, word.answer), grounds)
        return _Candidate(Text(word.answer, word.answer), grounds, word.reason, word.planned_on, said=True)

    # --- sources ----------------------------------------------------------------------------------------------

    def _try(self, source: AnswerSource, missing: list[FactRead]) -> _Candidate | None:
        if source.kind == "verdict":
            return self._verdict(source.item, missing)
        return self._condition(source, missing) if source.kind == "condition" else self._text(source, missing)

    def _verdict(self, item: str, missing: list[FactRead]) -> _Candidate | None:
        verdict = self._verdicts.get(item)
        if verdict is None:
            return None
        value = _OF_OUTCOME.get(verdict.outcome)
        if value is None:
            missing.extend(verdict.missing)
            return None
        known = (read for read in verdict.facts if read.fact.known)
        grounds = [Ground("verdict", verdict.id), *map(ground_of, known)]
        grounds += [Ground("statement", name) for name in verdict.statements]
        explanation = self._findings(item) if value == NO else EMPTY
        return _Candidate(
            Text(value, value), tuple(dict.fromkeys(grounds)), explanation, said=verdict.basis == "stated"
        )

    def _findings(self, item: str) -> Text:
        """The sentences of the rules of an item that were found broken."""
        edition = item.partition("/")[0]
        if edition not in self._rules:
            rules = self._rules[edition] = {}
            for rule in self.assessment.catalogue.rules(edition):
                rules.setdefault(rule.item, []).append((rule.id, rule.finding))
        found = [text for name, text in self._rules[edition].get(item, ()) if self._broken[name]]
        return Text(" ".join(text.ja for text in found), " ".join(text.en for text in found))

    def _condition(self, source: AnswerSource, missing: list[FactRead]) -> _Candidate | None:
        reads: list[FactRead] = []
        blocked: list[FactRead] = []
        broken: list[FactRead] = []
        results: set[int] = set()
        for subject in self._subjects(source.subject):
            used: list[FactRead] = []
            result = source.closure(self.facts, subject, used, blocked)
            results.add(result)
            reads += used
            if result == FALSE:
                broken += used
        known = tuple(dict.fromkeys(ground_of(read) for read in (broken or reads) if read.fact.known))
        if FALSE in results and known:
            return _Candidate(Text(NO, NO), known)
        if results and results <= {TRUE, VACUOUS} and known:
            return _Candidate(Text(YES, YES), known) if TRUE in results else None
        missing.extend(blocked)
        return None

    def _subjects(self, kind: str) -> tuple[str, ...]:
        return (CASE_SUBJECT,) if kind == "case" else self.facts.collection(kind).subjects

    def _text(self, source: AnswerSource, missing: list[FactRead]) -> _Candidate | None:
        """The text with its facts, subject by subject; one unknown fact leaves the whole line open."""
        parts: list[Text] = []
        grounds: list[Ground] = []
        whole = True
        for subject in self._subjects(source.subject):
            reads = [FactRead(subject, name, self.facts.fact(subject, name)) for name in source.facts]
            unknown = [read for read in reads if not read.fact.known]
            if unknown:
                missing.extend(unknown)
                whole = False
                continue
            words = {read.name: described(self.facts, read) for read in reads}
            ja = source.text.fill({name: word.ja for name, word in words.items()}).ja
            parts.append(Text(ja, source.text.fill({name: word.en for name, word in words.items()}).en))
            grounds += map(ground_of, reads)
        if not parts or not whole:
            return None
        value = Text("、".join(part.ja for part in parts), "; ".join(part.en for part in parts))
        return _Candidate(value, tuple(dict.fromkeys(grounds)))

    def _asks(self, line: Line, missing: Iterable[FactRead]) -> tuple[Ask, ...]:
        specs = self.assessment.case.vocabulary.facts
        found = [
            Ask(f"{read.subject} {read.name}", read.subject, specs[read.name].question)
            for read in missing
            if read.name in specs and not specs[read.name].upstream
        ]
        return tuple(dict.fromkeys(found)) or (Ask(f"line:{line.id}", "", line.question),)


def ground_of(read: FactRead) -> Ground:
    """A fact as a ground."""
    return Ground("fact", f"{read.subject} {read.name}", read.fact.where)
