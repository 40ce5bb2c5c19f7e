"""The sources of a line, each tried against an assessment: verdict, condition, value, text and statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from anzenkarte.assess.run import Assessment
from anzenkarte.catalogue.conditions.evaluate import VACUOUS
from anzenkarte.catalogue.forms.model import AnswerSource, Line
from anzenkarte.forms.grounds import NO, NOT_APPLICABLE, YES, Candidate, Ground, ground_of
from anzenkarte.forms.stated import Stated, exact_day, parts_in, stated_about
from anzenkarte.forms.wording import EMPTY, described, name_of
from anzenkarte.karte.case import CASE_SUBJECT
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.facts import FactRead
from anzenkarte.kernel.text import Text
from anzenkarte.kernel.truth import FALSE, TRUE
from anzenkarte.kernel.verdicts import Verdict

_OF_OUTCOME: Final = {"met": YES, "not_met": NO, "not_applicable": NOT_APPLICABLE}


class Sources:
    """Answers of sources from one assessment; what the rules of an edition found is looked up once."""

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

    def tried(self, source: AnswerSource, line: Line, missing: list[FactRead]) -> list[Candidate]:
        """The answers this source gives: at most one but for words, of which each party may have its own.

        ``missing`` takes up the facts that are unknown and would help.
        """
        if source.kind == "statement":
            return self._parts(source.duty) if source.duty else self._words(source.item, line)
        if source.kind == "verdict":
            found = self._verdict(source.item, missing)
        elif source.kind == "condition":
            found = self._condition(source, missing)
        else:
            found = (self._value if source.kind == "value" else self._text)(source, missing)
        return [found] if found is not None else []

    def _words(self, item: str, line: Line) -> list[Candidate]:
        held = self.assessment.catalogue.item(item)
        names = (item, *held.aliases) if held is not None else (item,)
        found = (word_on(line, word) for word in stated_about(self.facts, names))
        return [candidate for candidate in found if candidate is not None]

    def _parts(self, duty: str) -> list[Candidate]:
        """Who does what for a duty, in one text."""
        parts = parts_in(self.facts, duty)
        if not parts:
            return []
        texts: list[Text] = []
        for part in parts:
            acts = [self.assessment.catalogue.acts[act] for act in part.acts if act in self.assessment.catalogue.acts]
            when = self.assessment.catalogue.situations.get(part.situation, EMPTY)
            by, party = name_of(self.facts, part.by), name_of(self.facts, part.party)
            ja = "・".join([*([when.ja] if when.ja else []), *(act.ja for act in acts)])
            en = ", ".join([*([when.en] if when.en else []), *(act.en for act in acts)])
            texts.append(
                Text(
                    f"{party.ja}{f'（{ja}）' if ja else ''}［{by.ja}の回答］",
                    f"{party.en}{f' ({en})' if en else ''} [says {by.en}]",
                )
            )
        value = Text("、".join(text.ja for text in texts), "; ".join(text.en for text in texts))
        return [Candidate(value, tuple(Ground("statement", part.id, part.where) for part in parts), said=True)]

    def _verdict(self, item: str, missing: list[FactRead]) -> Candidate | None:
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
        return Candidate(Text(value, value), tuple(dict.fromkeys(grounds)), explanation, said=verdict.basis == "stated")

    def _findings(self, item: str) -> Text:
        """The sentences of the rules of an item that were found broken."""
        edition = item.partition("/")[0]
        if edition not in self._rules:
            rules = self._rules[edition] = {}
            for rule in self.assessment.catalogue.rules(edition):
                rules.setdefault(rule.item, []).append((rule.id, rule.finding))
        found = [text for name, text in self._rules[edition].get(item, ()) if self._broken[name]]
        return Text(" ".join(text.ja for text in found), " ".join(text.en for text in found))

    def _condition(self, source: AnswerSource, missing: list[FactRead]) -> Candidate | None:
        """Yes or no; of a choice, the word the condition stands for, and nothing where it is false."""
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
            return None if source.choose else Candidate(Text(NO, NO), known)
        if results and results <= {TRUE, VACUOUS} and known:
            word = source.choose or YES
            return Candidate(Text(word, word), known) if TRUE in results else None
        missing.extend(blocked)
        return None

    def _subjects(self, kind: str) -> tuple[str, ...]:
        return (CASE_SUBJECT,) if kind == "case" else self.facts.collection(kind).subjects

    def _reads(self, source: AnswerSource, subject: str) -> list[FactRead]:
        return [FactRead(subject, name, self.facts.fact(subject, name)) for name in source.facts]

    def _value(self, source: AnswerSource, missing: list[FactRead]) -> Candidate | None:
        """One day or one word for all subjects; a month or year where a day is wanted leaves the line open."""
        reads = [read for subject in self._subjects(source.subject) for read in self._reads(source, subject)]
        words = [_word_of(read, source.words) for read in reads]
        missing.extend(read for read, word in zip(reads, words, strict=True) if not word)
        if not reads or not all(words) or (len(set(words)) > 1 and not source.take):
            return None
        word = max(words) if source.take == "latest" else min(words)
        return Candidate(Text(word, word), tuple(dict.fromkeys(map(ground_of, reads))))

    def _text(self, source: AnswerSource, missing: list[FactRead]) -> Candidate | None:
        """The text with its facts, subject by subject; one unknown fact leaves the whole line open."""
        parts: list[Text] = []
        grounds: list[Ground] = []
        whole = True
        for subject in self._subjects(source.subject):
            reads = self._reads(source, subject)
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
        return Candidate(value, tuple(dict.fromkeys(grounds)))


def word_on(line: Line, word: Stated) -> Candidate | None:
    """A party's word as the kind of answer the line wants; None where it says nothing of that kind.

    A word about the line itself answers a text even without a text; one about something else must bring it.
    """
    grounds = (Ground("statement", word.id, word.where),)
    if line.answer == "yes_no_na":
        value = Text(word.answer, word.answer)
        return Candidate(value, grounds, word.reason, word.planned_on, word.on, said=True)
    if line.answer == "text":
        return Candidate(word.reason, grounds, checked_on=word.on, said=True) if word.reason != EMPTY else None
    chosen = exact_day(word.value) if line.answer == "date" else word.value
    if not chosen or (line.answer == "choice" and chosen not in line.choices):
        return None
    return Candidate(Text(chosen, chosen), grounds, word.reason, checked_on=word.on, said=True)


def _word_of(read: FactRead, words: Mapping[str, str]) -> str:
    """A known fact as the ISO text of a day or as a word; empty where it is unknown or no single day."""
    value = read.fact.value if read.fact.known else None
    if isinstance(value, When):
        return value.iso if value.exact else ""
    if isinstance(value, bool):
        value = YES if value else NO
    return words.get(str(value), str(value)) if value is not None else ""
