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
from anzenkarte.web.shared.desk import Outcome
from anzenkarte.web.shared.navigation import pages_of
from anzenkarte.web.shared.terms import Term, terms_of
from anzenkarte.web.shared.words import language, say
from anzenkarte.workspace.documents_store.store import catalogue
from anzenkarte.workspace.organisations.models import Organisation

register = template.Library()
_ZONE = ZoneInfo("Asia/Tokyo")
_STATES = {
    "agreed": ("合意", "agreed"),
    "assigned": ("記載のみ・未合意", "written, not confirmed"),
    "stated": ("一方の認識のみ", "one side says so"),
    "gap": ("担当なし", "nobody"),
    "open": ("未定", "open"),
    "overlap": ("担当の重複", "held twice"),
    "contradiction": ("食い違い", "contradictory"),
    "proposed": ("申し出あり", "proposed"),
    "asked": ("質問あり", "asked"),
    "conditional": ("条件つき", "conditional"),
    "objected": ("異議あり", "objected"),
    "reopened": ("再確認", "reopened"),
}
_KINDS = {
    "vendor": ("事業者", "Vendor"),
    "institution": ("医療機関等", "Medical institution"),
    "supervisor": ("監督する団体", "Supervising body"),
}
_ROLES = {
    "reader": ("閲覧", "Reads"),
    "editor": ("編集", "Edits"),
    "administrator": ("管理", "Administers"),
}
_SCOPES = {
    "read": ("読み取り", "Read"),
    "write": ("下書き・根拠資料・点検の記入", "Write drafts, evidence and inspections"),
    "publish": ("公開と確定", "Publish and close"),
    "exchange": ("受け渡しと回答", "Hand over and answer"),
}
_LETTERS = {
    "": ("送らない（手渡し）", "Not mailed"),
    "waiting": ("送信待ち", "Waiting"),
    "sent": ("送信済み", "Sent"),
    "failed": ("送れませんでした", "Could not be sent"),
}
_FACTORS = {
    "totp": ("認証アプリ", "Authenticator app"),
    "webauthn": ("パスキー・セキュリティキー", "Passkey or security key"),
    "recovery_codes": ("予備のコード", "Recovery codes"),
}
_FIELDS = {
    "login": ("メールアドレス", "E-mail address"),
    "email": ("メールアドレス", "E-mail address"),
    "password": ("パスワード", "Password"),
    "oldpassword": ("いまのパスワード", "Present password"),
    "password1": ("新しいパスワード", "New password"),
    "password2": ("新しいパスワード（もう一度）", "New password, once more"),
    "code": ("数字またはコード", "Digits or code"),
    "name": ("名前（どの端末かが分かるように）", "Name, to tell your devices apart"),
    "passwordless": ("パスワードなしのサインインにも使う", "Also sign in with it instead of a password"),
}
_BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    *(("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android")),
    *(("Mac OS X", "Mac"), ("Linux", "Linux")),
)
_FAULTS = {
    "altered": ("書き換えられています", "was altered"),
    "moved": ("順序が入れ替わっています", "was moved"),
    "missing": ("この前の記録が抜けています", "entries before it are missing"),
    "cut": ("この番号までの記録が失われています", "entries up to this number are lost"),
    "head": ("末尾が合いません", "the end does not match"),
}


@register.simple_tag(takes_context=True)
def navigation(context: dict[str, Any]) -> list[dict[str, Any]]:
    """The pages of the actor's kind of organisation that exist; ``here`` marks the one shown or the one it is below."""
    request, actor = context["request"], context.get("actor")
    pages = pages_of(actor) if actor else []
    below = max((href for _, href in pages if request.path.startswith(href)), key=len, default="")
    return [
        {"href": href, "label": say(entry.ja, entry.en), "here": _here(href, below, request.path)}
        for entry, href in pages
    ]


def _here(href: str, below: str, path: str) -> str:
    return "" if href != below else "page" if href == path else "true"


@register.simple_tag(takes_context=True)
def terms(context: dict[str, Any]) -> list[Term]:
    """The terms the page shown explains."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    return terms_of(match.url_name or "") if match is not None else []


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
def named(organisation: Organisation) -> str:
    """The name of an organisation in the reader's language, as far as it has one in it."""
    return organisation.called(language())


@register.filter
def kind_word(kind: str) -> str:
    """What an organisation is."""
    return say(*_KINDS[kind])


@register.filter
def role_word(role: str) -> str:
    """What a member may do."""
    return say(*_ROLES[role])


@register.filter
def letter_word(letter: str) -> str:
    """What became of the letter of an invitation."""
    return say(*_LETTERS[letter])


@register.filter
def scope_word(scope: str) -> str:
    """What a token may do."""
    return say(*_SCOPES[scope])


@register.filter
def fault_word(kind: str) -> str:
    """What is wrong with an entry of the record."""
    return say(*_FAULTS[kind])


@register.filter
def browser_word(agent: str) -> str:
    """A browser and its system as people call them, from what the browser says of itself."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), say("ほかのブラウザー", "another browser"))
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return f"{browser}（{system}）" if system and language() == "ja" else f"{browser} ({system})" if system else browser


@register.filter
def factor_word(kind: str) -> str:
    """A way to sign in."""
    return say(*_FACTORS[kind])


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
def wrong(outcome: Outcome | None, path: str) -> str:
    """What an outcome says about the field of a path."""
    return outcome.at(path) if isinstance(outcome, Outcome) else ""


@register.filter
def kept(outcome: Outcome | None, value: str | None) -> str:
    """What was sent, to be mended; nothing once it was taken."""
    return value or "" if isinstance(outcome, Outcome) and not outcome.ok else ""


@register.filter
def way_word(way: dict[str, str]) -> str:
    """Another way to confirm who one is, as the sign-in library offers it by its address."""
    if "webauthn" in way["url"]:
        return say("パスキーで確かめる", "With a passkey")
    if "2fa" in way["url"]:
        return say("認証アプリの数字で確かめる", "With the authenticator app")
    return say("パスワードで確かめる", "With the password")


@register.filter
def field_word(field: BoundField) -> str:
    """The label of a field of the sign-in library, in our words where we have some."""
    return say(*_FIELDS[field.name]) if field.name in _FIELDS else str(field.label)


@register.filter
def plain_widget(field: BoundField) -> str:
    """A field of a form of another library, without its placeholder (a label says it) and told when it is wrong."""
    attributes: dict[str, Any] = {"placeholder": ""}
    if field.errors:
        attributes["aria-invalid"] = "true"
        attributes["aria-describedby"] = f"{field.id_for_label}-error-1"
    attributes["autofocus"] = False
    return field.as_widget(attrs=attributes)
