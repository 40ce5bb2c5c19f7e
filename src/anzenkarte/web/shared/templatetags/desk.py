"""Tags of the desks: navigation, days with 和暦, the words of states, severities and verdicts."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.forms import BoundField
from django.utils import timezone

from anzenkarte.kernel.dates import When
from anzenkarte.kernel.errors import AnzenError
from anzenkarte.web.shared.navigation import pages_of
from anzenkarte.web.shared.words import language, say
from anzenkarte.workspace.documents_store.store import catalogue

register = template.Library()
_ZONE = ZoneInfo("Asia/Tokyo")
_STATES = {
    "agreed": ("合意", "agreed"),
    "assigned": ("契約で決定", "by contract"),
    "stated": ("表明のみ", "stated by one"),
    "gap": ("担当なし", "nobody"),
    "open": ("未定", "open"),
    "overlap": ("重なり", "two parties"),
    "contradiction": ("食い違い", "contradictory"),
    "proposed": ("申し出あり", "proposed"),
    "asked": ("質問あり", "asked"),
    "conditional": ("条件つき", "conditional"),
    "objected": ("異議あり", "objected"),
    "reopened": ("再確認", "reopened"),
}


@register.simple_tag(takes_context=True)
def navigation(context: dict[str, Any]) -> list[dict[str, Any]]:
    """The pages of the actor's kind of organisation that exist, the present one marked."""
    request, actor = context["request"], context.get("actor")
    return [
        {"href": href, "label": say(entry.ja, entry.en), "here": request.path.rstrip("/") == href.rstrip("/")}
        for entry, href in (pages_of(actor) if actor else ())
    ]


@register.simple_tag
def today() -> str:
    """The day in Japan."""
    return day(timezone.now())


@register.filter
def day(value: object) -> str:
    """A day: 2027年4月1日（令和9年） in Japanese, ISO in English; a moment in Japan's time."""
    if isinstance(value, datetime):
        value = value.astimezone(_ZONE).date()
    if isinstance(value, date):
        value = value.isoformat()
    if not value:
        return ""
    try:
        return When.parse(str(value)).display(language())
    except AnzenError:
        return str(value)


@register.filter
def moment(value: datetime | None) -> str:
    """A moment with its time in Japan."""
    if value is None:
        return ""
    local = value.astimezone(_ZONE)
    return f"{day(local)} {local:%H:%M}" + ("" if language() == "ja" else " JST")


@register.filter
def iso(value: object) -> str:
    """A day or moment for programs."""
    return value.isoformat() if isinstance(value, date) else str(value or "")


@register.filter
def state_word(state: str) -> str:
    """A state of a cell or line."""
    return say(*_STATES[state]) if state in _STATES else state


@register.filter
def severity_word(severity: str) -> str:
    """至急, 要対応, 確認, 参考."""
    return catalogue().messages.text(f"severity.{severity}", {}, language())


@register.filter
def verdict_word(outcome: str) -> str:
    """満たす, 満たさない, 対象外, 未確認."""
    return catalogue().messages.text(f"outcome.{outcome}", {}, language())


@register.filter
def verb_word(verb: str) -> str:
    """What an entry of the record says was done."""
    return catalogue().messages.text(verb, {}, language())


@register.filter
def slug_id(path: str) -> str:
    """A path as the id of the field it names."""
    return re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")


@register.filter
def plain_widget(field: BoundField) -> str:
    """A field of a form of another library, without its placeholder (a label says it) and told when it is wrong."""
    attributes: dict[str, Any] = {"placeholder": ""}
    if field.errors:
        attributes["aria-invalid"] = "true"
    return field.as_widget(attrs=attributes)
