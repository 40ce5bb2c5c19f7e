"""The letter that carries an invitation: plain text in both languages, the link once, nothing to track."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from anzenkarte.kernel.dates import When
from anzenkarte.kernel.text import Text
from anzenkarte.workspace.organisations.models import Invitation, User

_ZONE: Final = ZoneInfo("Asia/Tokyo")
_SUBJECT: Final = Text("「{organisation}」からの招待（安全カルテ）", "An invitation from {organisation}")
_BODY: Final = Text(
    "「{organisation}」の {by} さんから、安全カルテへの招待です。下の入口を開き、招待を受けてください。"
    "入口は一度だけ、{until} まで使えます。心当たりがないときは、何もしなくて構いません。",
    "{by} of {organisation} invites you to Anzen Karte. Open the link below and accept. "
    "It works once, until {until}. If you did not expect this, do nothing.",
)


def letter(invitation: Invitation, by: User, link: str) -> tuple[str, str]:
    """Subject and body of the letter to the person invited; ``by`` is who invites, ``link`` the whole address."""
    words = {lang: _words(invitation, by, lang) for lang in ("ja", "en")}
    subject = " / ".join((_SUBJECT.fill(words["ja"]).ja, _SUBJECT.fill(words["en"]).en))
    body = "\n\n".join((_BODY.fill(words["ja"]).ja, _BODY.fill(words["en"]).en, link))
    return subject, f"{body}\n"


def _words(invitation: Invitation, by: User, lang: str) -> dict[str, str]:
    until = invitation.expires.astimezone(_ZONE)
    day = When.of(until.date()).display("ja" if lang == "ja" else "en")
    return {
        "organisation": _line(invitation.organisation.called(lang)),
        "by": _line(by.shown),
        "until": f"{day} {until:%H:%M}" + ("" if lang == "ja" else " JST"),
    }


def _line(name: str) -> str:
    """A name in one line, which no header and no second paragraph can be made of."""
    return " ".join(name.split())
