"""Values of facts and answers in words, both languages, and the words strangers use for yes, no and not applicable."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from anzenkarte.catalogue.forms.model import Line, plain
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.facts import FactRead
from anzenkarte.kernel.text import Text

EMPTY: Final = Text("", "")
_SLASHED: Final = re.compile(r"([0-9]{4})[/.年]([0-9]{1,2})(?:[/.月](?:([0-9]{1,2})日?)?)?\Z")
WORDS: Final = {
    "yes": Text("はい", "yes"),
    "no": Text("いいえ", "no"),
    "not_applicable": Text("対象外", "not applicable"),
}
_YES: Final = ("はい", "有", "あり", "yes", "y", "true", "○", "◯", "〇", "✓", "✔", "適", "実施済", "実施済み", "済")
_NO: Final = ("いいえ", "無", "なし", "no", "n", "false", "×", "✕", "✗", "x", "否", "未実施", "未")
_NOT: Final = ("対象外", "該当なし", "該当しない", "非該当", "not applicable", "n/a", "na", "-", "―", "—", "ー", "/")


_READ: Final = {
    plain(word): value for value, words in (("yes", _YES), ("no", _NO), ("not_applicable", _NOT)) for word in words
}


def read_word(text: str) -> str | None:
    """yes, no or not_applicable; None for anything else, △ (partly) among it, which is none of the three."""
    return _READ.get(plain(text))


def read_choice(line: Line, text: str) -> str | None:
    """The word of a choice, from the word itself or its label in either language; None for anything else."""
    key = plain(text)
    return next((word for word, label in line.choices.items() if key in map(plain, (word, label.ja, label.en))), None)


def read_day(text: str) -> When:
    """A day, month or year as people write it into forms: ISO 8601, 和暦, 2027/3/31 or 2027年3月31日.

    Raises InputError as :meth:`When.parse`.
    """
    match = _SLASHED.match(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        return When.parse(text)
    return When.parse("-".join(part.zfill(2) for part in match.groups() if part))


def described(facts: FactBase, read: FactRead) -> Text:
    """A known value in words: labels of enums, names of what a reference points to."""
    value = read.fact.value
    many = value if isinstance(value, tuple) else (value,)
    parts = [_one(facts, read, one) for one in many]
    return Text("・".join(part.ja for part in parts), ", ".join(part.en for part in parts))


def _one(facts: FactBase, read: FactRead, value: object) -> Text:
    spec = facts.case.vocabulary.facts[read.name]
    if isinstance(value, bool):
        return WORDS["yes" if value else "no"]
    if isinstance(value, When):
        return Text.of(value.iso)
    text = str(value)
    if text in spec.values:
        return spec.values[text]
    if spec.type == "ref":
        return name_of(facts, text)
    if spec.type == "bilingual":
        return name_of(facts, read.subject)
    return Text.of(text)


def name_of(facts: FactBase, subject: str) -> Text:
    """The name a document gives the subject, else its id."""
    for part in facts.case.parts(subject):
        name = part.entity.fields.get("name")
        if isinstance(name, str | dict) and name and not (isinstance(name, dict) and "unknown" in name):
            return Text.of(name)
    return Text.of(subject.partition("/")[2])
