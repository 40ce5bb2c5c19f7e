"""Shapes and paths drawn in one piece: a list of a hundred is drawn by a function, not by a hundred small templates."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString

from anzenkarte.documents.content.tree import Reason
from anzenkarte.web.shared.figures import Bar
from anzenkarte.web.shared.karte_reasons import Named
from anzenkarte.web.shared.words import say

register = template.Library()


@register.simple_tag
def drawn(bar: Bar) -> SafeString:
    """A bar as a drawing, with its words for those who do not see it."""
    parts = "".join(
        f'<rect class="bar__part bar__part--{escape(part.key)}" x="{part.x}" y="0" width="{part.width}" height="10">'
        f"<title>{escape(part.label)} {part.count}</title></rect>"
        for part in bar.parts
    )
    shape = 'class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img"'
    return SafeString(f'<svg {shape} aria-label="{escape(bar.text)}">{parts}</svg>')


@register.simple_tag
def why(path: Iterable[Reason]) -> SafeString:
    """Reasons as a short path, the steps below each inside it."""
    return SafeString(_steps(path, say("：", ": ")))


def _steps(path: Iterable[Reason], colon: str) -> str:
    return f'<ol class="why">{"".join(_step(reason, colon) for reason in path)}</ol>'


def _step(reason: Reason, colon: str) -> str:
    mark = f' class="why--{escape(reason.mark)}"' if reason.mark else ""
    value = f"{colon}{escape(reason.value)}" if reason.value else ""
    below = _steps(reason.children, colon) if reason.children else ""
    if isinstance(reason, Named):
        return f'<li><small class="quiet">{escape(reason.label)}{value}</small></li>'
    return f"<li{mark}>{escape(reason.label)}{value}{below}</li>"
