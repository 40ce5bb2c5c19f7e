"""What is wrong with something typed into a page, said to people: which question, what is expected, an example."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache

from anzenkarte.karte.operations import HEADER, WHOLE, Operation
from anzenkarte.karte.values import Fault, faults
from anzenkarte.kernel.errors import Problem
from anzenkarte.kernel.vocabulary import FieldSpec
from anzenkarte.web.shared.desk import Outcome
from anzenkarte.web.shared.karte import vocabulary
from anzenkarte.web.shared.words import language, say, sentence
from anzenkarte.workspace.documents_store.store import catalogue

_COUNTRIES = frozenset({"party.country", "place.country"})
_CODES = "country."


@cache
def _countries() -> dict[str, str]:
    """Every name we have of a country → its code."""
    texts = catalogue().messages
    found = {}
    for key in texts:
        if key.startswith(_CODES):
            for name in (texts[key].ja, texts[key].en, texts[key].en.removeprefix("the ")):
                found[name.casefold()] = key.removeprefix(_CODES)
    return found


def is_country(spec: FieldSpec) -> bool:
    """Whether a field holds the code of a country."""
    return spec.name in _COUNTRIES


def country_code(text: str) -> str:
    """The code of a country written by its name or code, in wide letters too; what is no country stays as typed."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return _countries().get(plain.casefold(), plain.upper() if plain.isascii() else text)


def said_to_people(spec: FieldSpec, fault: Fault, label: str = "") -> str:
    """A fault of a value as a sentence for who typed it, without words of the file's format."""
    name, code = label or spec.label.to(language()), fault.code
    if is_country(spec):
        return say(
            f"「{name}」は、国の名前か二文字の国コードで入力してください。例：日本、JP",
            f"{name}: write the country's name or its code of two letters. For example Japan or JP.",
        )
    if code == "karte.not-an-int":
        return say(f"「{name}」は、数字だけで入力してください。例：120", f"{name}: digits only. For example 120.")
    if code == "karte.negative":
        return say(f"「{name}」は、0以上の数字で入力してください。例：0", f"{name}: zero or more. For example 0.")
    if spec.type == "date":
        typed = str(fault.params.get("value", ""))
        return say(
            f"「{name}」の「{typed}」を日付として読めません。例：2026-10-01、2026年10月、令和8年10月",
            f'{name}: "{typed}" cannot be read as a date. For example 2026-10-01 or 2026-10.',
        )
    if code == "karte.shape":
        example = fault.params["example"]
        return say(f"「{name}」は、次の例の形で入力してください。例：{example}", f"{name}: write it like {example}.")
    if code in ("karte.not-a-bool", "karte.not-a-word", "karte.not-a-word-near", "answers.word"):
        return say(f"「{name}」は、示された答えから選んでください。", f"{name}: choose one of the answers offered.")
    return sentence(Problem.at(code, fault.params))


def typed_outcome(operations: Iterable[Operation]) -> Outcome:
    """Refuse what was typed into fields and cannot be their value, before anything is written."""
    found: list[tuple[str, str]] = []
    for one in operations:
        spec = _spec(one)
        if spec is not None and one.value is not None:
            path = f"{one.kind}/{one.id}/{one.field}"
            found += [(path, text) for text in dict.fromkeys(said_to_people(spec, f) for f in faults(spec, one.value))]
    return Outcome(None, tuple(found))


def _spec(one: Operation) -> FieldSpec | None:
    if one.kind == HEADER or one.field == WHOLE:
        return None
    fields = vocabulary().kinds[one.kind].fields.values()
    return next((spec for spec in fields if spec.short == one.field and not spec.derived), None)
