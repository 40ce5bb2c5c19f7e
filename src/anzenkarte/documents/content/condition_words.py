"""A condition in words of both languages, without any case: what a rule asks of which fact."""

from __future__ import annotations

from dataclasses import dataclass

from anzenkarte.catalogue.conditions.nodes import All, Always, Any, Condition, Not, Path, Quantified, Test
from anzenkarte.catalogue.messages import Messages
from anzenkarte.documents.content.conditions import operator_code
from anzenkarte.kernel.dates import Span, When
from anzenkarte.kernel.text import Text
from anzenkarte.kernel.vocabulary import FieldSpec, Vocabulary


@dataclass(frozen=True)
class Said:
    """A part of a condition in words, with the parts below it."""

    text: Text
    below: tuple[Said, ...] = ()


class ConditionWords:
    """Conditions about the subjects of one vocabulary, in the sentences of one message catalogue."""

    def __init__(self, vocabulary: Vocabulary, messages: Messages) -> None:
        self.vocabulary = vocabulary
        self.messages = messages

    def say(self, code: str, **params: Text) -> Text:
        """The sentence of a code in both languages."""
        ja = self.messages.text(code, {key: text.ja for key, text in params.items()}, "ja")
        en = self.messages.text(code, {key: text.en for key, text in params.items()}, "en")
        return Text(ja, en)

    def condition(self, condition: Condition) -> Said:
        """A condition as a tree of sentences."""
        if isinstance(condition, Test):
            return Said(self._test(condition))
        if isinstance(condition, All):
            return Said(self.say("part.all"), tuple(self.condition(part) for part in condition.parts))
        if isinstance(condition, Any):
            return Said(self.say("part.any"), tuple(self.condition(part) for part in condition.parts))
        if isinstance(condition, Not):
            return Said(self.say("part.not"), (self.condition(condition.part),))
        if isinstance(condition, Always):
            return Said(self.say("part.always" if condition.value else "page.never"))
        return self._quantified(condition)

    def _quantified(self, condition: Quantified) -> Said:
        plural = self.plural(condition.target)
        count = Text("", "")
        if condition.quantifier == "count":
            number = Text(str(condition.number), str(condition.number))
            count = self.say(f"operator.{condition.operator}", fact=self.say("part.number"), operand=number)
        parts = []
        if not _always(condition.where):
            parts.append(Said(self.say("page.among"), (self.condition(condition.where),)))
        if not _always(condition.that):
            parts.append(self.condition(condition.that))
        return Said(self.say(f"part.{condition.quantifier}", plural=plural, count=count), tuple(parts))

    def _test(self, test: Test) -> Text:
        spec = self.vocabulary.facts.get(test.path.fact)
        fact = self._fact(test.path, spec)
        dated = spec is not None and spec.type == "date"
        return self.say(operator_code(test.operator, dated), fact=fact, operand=self._operand(test, spec))

    def _fact(self, path: Path, spec: FieldSpec | None) -> Text:
        label = spec.label if spec is not None else self.say(f"fact.{path.fact}")
        kind = path.home or (spec.kind if spec is not None else path.fact.partition(".")[0])
        if not path.via:
            return self.say("page.fact", kind=self.kind(kind), fact=label)
        via = self.vocabulary.facts[path.via]
        return self.say("page.fact-over", kind=self.kind(via.kind), over=via.label, fact=label)

    def _operand(self, test: Test, spec: FieldSpec | None) -> Text:
        operand = test.operand
        if isinstance(operand, bool):
            return self.say("value.yes" if operand else "value.no")
        if isinstance(operand, When):
            return Text(operand.display("ja"), operand.display("en"))
        if isinstance(operand, Span):
            return self._span(operand)
        entries = operand if isinstance(operand, tuple) else (operand,)
        words = [self._word(str(entry), spec) for entry in entries]
        return Text("、".join(word.ja for word in words), ", ".join(word.en for word in words))

    def _word(self, word: str, spec: FieldSpec | None) -> Text:
        if spec is not None and word in spec.values:
            return spec.values[word]
        return Text(word, word)

    def _span(self, span: Span) -> Text:
        parts = [(abs(span.months), "page.months"), (abs(span.days), "page.days")]
        said = [self.say(code, number=Text(str(number), str(number))) for number, code in parts if number]
        if not said:
            return self.say("page.day-asked")
        length = Text("".join(part.ja for part in said), " ".join(part.en for part in said))
        return self.say("page.before" if span.months < 0 or span.days < 0 else "page.after", length=length)

    def kind(self, kind: str) -> Text:
        """What a kind of subject is called."""
        spec = self.vocabulary.kinds.get(kind)
        return spec.label if spec is not None else Text(kind, kind)

    def plural(self, kind: str) -> Text:
        """What a collection of a kind is called."""
        spec = self.vocabulary.kinds.get(kind)
        return spec.plural if spec is not None else Text(kind, kind)


def _always(condition: Condition) -> bool:
    return isinstance(condition, Always) and condition.value
