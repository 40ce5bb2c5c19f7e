"""Fills forms from an assessment: every answer with its provenance, everything else as a question left open.

A line is answered by the first of its sources that is settled by facts, then by verdicts that rest on words alone, then
by what a party stated about the line itself. Where words and facts differ the facts decide, and that is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from anzenkarte.assess.run import Assessment
from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.catalogue.forms.model import Form, Line
from anzenkarte.forms.grounds import NO, Candidate, Ground
from anzenkarte.forms.sources import Sources, word_on
from anzenkarte.forms.stated import Stated, stated
from anzenkarte.forms.wording import EMPTY
from anzenkarte.kernel.facts import FactRead
from anzenkarte.kernel.text import Text


@dataclass(frozen=True)
class Ask:
    """Something to ask: a fact of a subject, or a line of a form where no fact would do (``subject`` is then empty)."""

    id: str
    subject: str
    question: Text


@dataclass(frozen=True)
class Answer:
    """A line with its answer; ``value`` is yes, no, not_applicable, a text, an ISO day, the word of a choice, or empty
    where the line is left open. ``checked_on`` is the day of the word it rests on.

    ``explanation`` goes with a no or adds to a yes; ``unexplained`` marks a no nobody has explained. ``against`` are
    the grounds that say something else.
    """

    line: Line
    value: Text = EMPTY
    explanation: Text = EMPTY
    planned_on: str = ""
    checked_on: str = ""
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


class Filler:
    """Fills forms from one assessment."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.facts = assessment.facts
        self._sources = Sources(assessment)

    def fill(self, form: Form) -> FilledForm:
        """One form."""
        return FilledForm(form, tuple(self._answer(line) for line in form.lines))

    def _answer(self, line: Line) -> Answer:
        missing: list[FactRead] = []
        tried = [self._sources.tried(source, line, missing) for source in line.sources]
        found = [candidate for candidates in tried for candidate in candidates]
        own = [word for word in (_own(line, word) for word in stated(self.facts, line)) if word is not None]
        computed = [candidate for candidate in found if not candidate.said]
        said = [candidate for candidate in found if candidate.said]
        ordered = [*own, *computed, *said] if line.answer == "text" else [*computed, *said, *own]
        first = next((candidates for candidates in tried if candidates), [])
        parties = own if own and line.answer == "text" else [*first, *own] if len(first) > 1 else own
        if not ordered or (not computed and len({candidate.value for candidate in parties}) > 1):
            against = tuple(dict.fromkeys(ground for candidate in ordered for ground in candidate.grounds))
            return Answer(line, against=against, asks=self._asks(line, missing))
        chosen = ordered[0]
        other = [candidate for candidate in ordered if candidate.value != chosen.value]
        against = tuple(dict.fromkeys(ground for candidate in other for ground in candidate.grounds))
        same = [candidate for candidate in own if candidate.value == chosen.value]
        return self._made(line, chosen, same, against if line.answer != "text" else ())

    def _made(self, line: Line, chosen: Candidate, same: Sequence[Candidate], against: tuple[Ground, ...]) -> Answer:
        alike = (*same, chosen)
        explained = next((c.explanation for c in alike if c.explanation != EMPTY), EMPTY)
        planned = next((c.planned_on for c in alike if c.planned_on), "")
        checked = next((c.checked_on for c in alike if c.checked_on), "")
        grounds = tuple(dict.fromkeys([*chosen.grounds, *(ground for c in same for ground in c.grounds)]))
        answer = Answer(line, chosen.value, explained, planned, checked, grounds, against)
        if not answer.unexplained:
            return answer
        asked = Text(
            f"「いいえ」の理由と対応：{line.question.ja}", f'Reason for "no", and what is done: {line.question.en}'
        )
        return replace(answer, asks=(Ask(f"explain:{line.id}", "", asked),))

    def _asks(self, line: Line, missing: Iterable[FactRead]) -> tuple[Ask, ...]:
        specs = self.assessment.case.vocabulary.facts
        found = [
            Ask(f"{read.subject} {read.name}", read.subject, specs[read.name].question)
            for read in missing
            if read.name in specs and not specs[read.name].upstream
        ]
        return tuple(dict.fromkeys(found)) or (Ask(f"line:{line.id}", "", line.question),)


def _own(line: Line, word: Stated) -> Candidate | None:
    """A word about the line itself; a text without a text is the word yes or no."""
    found = word_on(line, word)
    if found is not None or line.answer != "text":
        return found
    return Candidate(Text(word.answer, word.answer), (Ground("statement", word.id, word.where),), checked_on=word.on)
