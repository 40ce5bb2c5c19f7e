"""Shapes drawn in one piece: a list of a hundred bars is drawn by a function, not by a hundred small templates."""

from __future__ import annotations

from html import escape

from django import template
from django.utils.safestring import SafeString

from anzenkarte.web.shared.figures import Bar

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
