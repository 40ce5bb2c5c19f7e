"""Says in which language a passage is where it is not that of the page (WCAG 3.1.2): names that exist in one only.

Names of parties, parts and papers reach a page by many roads: lists, reasons, drawings, sentences with a name in
them. So passages are found by their script in the finished page, and no road can forget to say it. What a page says
itself stands in its own language (a test holds it); what is marked here was written by people.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from anzenkarte.web.shared.words import language

_KANA: Final = "\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
JAPANESE: Final = re.compile(
    rf"[「『（【]?(?:(?<![0-9A-Za-z])[0-9A-Za-z]{{1,4}})?[{_KANA}]+"
    rf"(?:[（「『][^<>&（）「」『』]{{1,60}}[）」』]|[^<>&A-Za-z{_KANA}]{{0,3}}[{_KANA}]+|[0-9A-Za-z]{{1,4}}[{_KANA}]+)*"
    r"[）」』】。、]*"
)
"""A passage with kana or kanji: few signs or digits between them belong to it, as in C社 and 第6条 第2項."""
ENGLISH: Final = re.compile(r"\b[A-Za-z][A-Za-z'’-]*,?(?: [A-Za-z][A-Za-z'’-]*,?){3,}")
"""Four words of Latin letters or more; fewer are a name, which is at home in a Japanese sentence."""
_PASSAGE: Final = {"en": JAPANESE, "ja": ENGLISH}
_OTHER: Final = {"en": "ja", "ja": "en"}
_TEXT: Final = {
    "en": re.compile(rf"(<[^<>]*>|^)([^<{_KANA}]*[{_KANA}][^<]*)"),
    "ja": re.compile(r"(<[^<>]*>|^)([^<]*?[A-Za-z] [A-Za-z][^<]*)"),
}
_INPUT: Final = re.compile(r"<input\b[^<>]*>")
_VALUE: Final = re.compile(r'\bvalue="([^"]*)"')
_WHOLE: Final = ("<title", "<option", "<textarea", "<text", "<tspan")
"""Elements that hold no other: the language is said of them as a whole."""
_LEFT: Final = ("<script", "<style", "</tspan")


class LanguageMarks:
    """Marks the passages of every page, once it is made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if not answer.streaming and answer.get("Content-Type", "").startswith("text/html"):
            answer.content = marked(answer.content.decode(), language())
        return answer


def marked(page: str, lang: str) -> str:
    """A page, with ``lang`` on its passages in the other of the two languages."""
    passage, other = _PASSAGE[lang], _OTHER[lang]

    def text(found: re.Match[str]) -> str:
        tag, said = found[1], found[2]
        if tag.startswith(_LEFT) or f'lang="{other}"' in tag:
            return found[0]
        if tag.startswith(_WHOLE):
            return _with(tag, other) + said if passage.search(said) else found[0]
        return tag + passage.sub(lambda one: f'<span lang="{other}">{one[0]}</span>', said)

    def field(found: re.Match[str]) -> str:
        value = _VALUE.search(found[0])
        typed = value is not None and 'type="hidden"' not in found[0] and passage.search(value[1])
        return _with(found[0], other) if typed else found[0]

    return _INPUT.sub(field, _TEXT[lang].sub(text, page))


def _with(tag: str, lang: str) -> str:
    """A tag that says its language, unless it says one already."""
    if " lang=" in tag:
        return tag
    end = "/>" if tag.endswith("/>") else ">"
    return f'{tag.removesuffix(end)} lang="{lang}"{end}'
