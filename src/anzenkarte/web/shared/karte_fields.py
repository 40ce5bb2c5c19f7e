"""Fields of the vocabulary as fields of a page: what is offered, how what was typed becomes a value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict

from anzenkarte.formats.plain_text import nfc
from anzenkarte.formats.values import Json
from anzenkarte.forms.wording import read_day
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.references import SEES
from anzenkarte.karte.values import is_unknown
from anzenkarte.karte.words import ACTS, SHAPES, SITUATIONS
from anzenkarte.kernel.errors import InputError
from anzenkarte.kernel.vocabulary import FieldSpec, KindSpec
from anzenkarte.web.shared.field_words import country_code, is_country
from anzenkarte.web.shared.item_choice import ITEM, resolved
from anzenkarte.web.shared.item_choice import shown as item_shown
from anzenkarte.web.shared.karte import name_of, vocabulary
from anzenkarte.web.shared.karte_drafts import begun_services
from anzenkarte.web.shared.words import language, say
from anzenkarte.workspace.documents_store.models import DocumentSummary
from anzenkarte.workspace.documents_store.store import catalogue

UNKNOWN: Final = "?"
"""The answer *not known*: asked after, and nobody can say."""
SERVICE: Final = "engagement.service"
"""The text by which an engagement names its service; offered as a choice among the services that are held."""
LARGEST: Final = 4000
_INT: Final = re.compile(r"[0-9]{1,15}\Z")
_WIDE: Final = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True)
class Choice:
    """A word one may choose."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class Field:
    """A field as a page shows it. ``widget`` is radio, select, checks, text, lines, both, date, number or item."""

    name: str
    path: str
    label: str
    hint: str
    widget: str
    required: bool
    value: str = ""
    other: str = ""  # the English text of a field in two languages
    choices: tuple[Choice, ...] = ()
    unknown: str = ""  # stated or withheld where it is written so
    filled: bool = False
    shown: str = ""  # a day or an item as people read it
    error: str = ""


def fields_of(spec: KindSpec) -> list[FieldSpec]:
    """The fields of a kind that are written in documents."""
    return [field for field in spec.fields.values() if not field.derived]


def field_of(spec: FieldSpec, entity: Entity, offered: Mapping[str, list[Choice]], error: str = "") -> Field:
    """A field with what is written in it."""
    value = entity.fields.get(spec.short)
    unknown = str(value.get("unknown", "")) if isinstance(value, dict) and is_unknown(value) else ""
    plain = None if unknown else value
    widget = _widget(spec)
    return Field(
        name=spec.short,
        path=f"{spec.kind}/{entity.id}/{spec.short}",
        label=spec.label.to(language()),
        hint=_hint(spec),
        widget=widget,
        required=spec.required,
        value=_text(plain, "ja") if widget == "both" else _text(plain, ""),
        other=_text(plain, "en") if widget == "both" else "",
        choices=tuple(_choices(spec, plain, offered)),
        unknown=unknown,
        filled=value is not None,
        shown=_day(plain) if widget == "date" else item_shown(plain) if widget == "item" else "",
        error=error,
    )


def offered_in(document: Document, others: Iterable[Document]) -> dict[str, list[Choice]]:
    """What references of a document may lead to: kind → entities, those of the document itself first."""
    found: dict[str, dict[str, str]] = {}
    sees = SEES.get(document.kind, frozenset())
    for one in (document, *(other for other in others if other.kind in sees)):
        for entity in one:
            found.setdefault(entity.kind, {}).setdefault(entity.id, name_of(entity))
    offered = {kind: [Choice(id_, label) for id_, label in group.items()] for kind, group in found.items()}
    kinds = vocabulary().kinds
    offered["any"] = [
        Choice(f"{kind}/{one.value}", f"{kinds[kind].label.to(language())}「{one.label}」"
               if language() == "ja" else f"{kinds[kind].label.en}: {one.label}")
        for kind in kinds for one in offered.get(kind, ()) if kind not in ("statement", "assignment", "risk_override")
    ]  # fmt: skip
    return offered


def service_names() -> list[Choice]:
    """The services an engagement may be of, those that are only begun among them."""
    field = "title_ja" if language() == "ja" else "title_en"
    rows = DocumentSummary.objects.filter(kind="service").order_by(field, "document__name")[:200]
    held = dict(rows.values_list("document__name", field))
    begun = {one.name: say(f"{one.title}（未公開）", f"{one.title} (not published)") for one in begun_services()}
    return [Choice(name, title) for name, title in {**begun, **held}.items()]


def read_field(spec: FieldSpec, data: QueryDict, now: Json) -> Json:
    """What was typed into a field as a value; None where nothing was. ``now`` is what is written.

    Texts that cannot be read as the type stay texts, so that the check of the value can say what is wrong with them.
    """
    name = f"f.{spec.short}"
    if data.get(f"{name}.unknown"):
        return now if is_unknown(now) else {"unknown": "stated"}
    texts = [_clean(text) for text in data.getlist(name)]
    if UNKNOWN in texts:
        return now if is_unknown(now) else {"unknown": "stated"}
    if spec.many:
        parts = [line for text in texts for line in (text.split("\n") if not _closed(spec) else [text])]
        values: list[Json] = [part.strip() for part in parts if part.strip()]
        if not values and data.get(f"{name}.none"):
            return []
        return values or None
    text = texts[0] if texts else ""
    if spec.name == ITEM:  # one chosen from the list, which comes after what was typed to find it
        last = next((one for one in reversed(texts) if one), "")
        return resolved(last) if last else None
    if spec.type == "bilingual":
        return _both(text, _clean(data.get(f"{name}.en", "")))
    return _single(spec, text) if text else None


def _single(spec: FieldSpec, text: str) -> Json:
    if spec.type in ("bool", "any") and text in ("true", "false"):
        return text == "true"
    number = text.translate(_WIDE)
    if spec.type in ("int", "any") and _INT.match(number):
        return int(number)
    if spec.type == "date":
        try:
            return read_day(text).iso
        except InputError:
            return text
    return country_code(text) if is_country(spec) else text


def _both(ja: str, en: str) -> Json:
    """Both languages; one text alone where only one was typed."""
    if ja and en:
        return {"ja": ja, "en": en}
    return ja or en or None


def _clean(text: str) -> str:
    return nfc(text.replace("\r\n", "\n").strip())[:LARGEST]


def _closed(spec: FieldSpec) -> bool:
    return spec.type in ("enum", "ref") or spec.name == SERVICE or bool(_words(spec))


def _words(spec: FieldSpec) -> list[Choice]:
    """The closed list behind a field that the vocabulary holds as a text."""
    if spec.kind not in ("statement", "assignment"):
        return []
    known, lang = catalogue(), language()
    if spec.short == "duty":
        return [Choice(duty.id, duty.title.to(lang)) for duty in known.duties]
    if spec.short == "acts":
        return [Choice(act, known.acts[act].to(lang)) for act in ACTS if act in known.acts]
    if spec.short == "situation":
        return [Choice(one, known.situations[one].to(lang)) for one in SITUATIONS if one in known.situations]
    return []


def _widget(spec: FieldSpec) -> str:
    if spec.type == "bool":
        return "radio"
    if _closed(spec):
        return "checks" if spec.many else "select"
    if spec.many:
        return "lines"
    if spec.name == ITEM:
        return "item"
    return {"bilingual": "both", "date": "date", "int": "number"}.get(spec.type, "text")


def _hint(spec: FieldSpec) -> str:
    question = spec.question.to(language())
    question = "" if question == spec.label.to(language()) else question
    shape = SHAPES.get(spec.name)
    return question + (say(f"（例：{shape.example}）", f" (for example {shape.example})") if shape else "")


def _choices(spec: FieldSpec, value: Json, offered: Mapping[str, list[Choice]]) -> Iterable[Choice]:
    if spec.type == "bool":
        yield Choice("true", say("はい", "Yes"), value is True)
        yield Choice("false", say("いいえ", "No"), value is False)
        return
    if not _closed(spec):
        return
    words = [Choice(word, label.to(language())) for word, label in spec.values.items()] or _words(spec)
    words = words or offered.get(spec.name if spec.name == SERVICE else spec.target, [])
    held = {str(one) for one in value} if isinstance(value, list) else {str(value)} if value is not None else set()
    for word in words:
        yield Choice(word.value, word.label, word.value in held)
    for missing in sorted(held - {word.value for word in words}):
        yield Choice(missing, say(f"{missing}（記載なし）", f"{missing} (not described)"), True)


def _text(value: Json, lang: str) -> str:
    if isinstance(value, dict):
        return str(value.get(lang, ""))
    if isinstance(value, list):
        return "\n".join(str(one) for one in value)
    if value is None or lang == "en":
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _day(value: Json) -> str:
    if not isinstance(value, str):
        return ""
    try:
        return read_day(value).display(language())
    except InputError:
        return ""
