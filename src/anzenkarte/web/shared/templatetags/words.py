"""Words in templates: ``{% say "日本語" "English" %}`` and ``{{ text|said }}``."""

from __future__ import annotations

from django import template

from anzenkarte.web.shared.words import said as text_of
from anzenkarte.web.shared.words import say as one_of

register = template.Library()


@register.simple_tag
def say(ja: str, en: str, **params: object) -> str:
    """One of two sentences; places such as ``{count}`` are filled from the parameters."""
    text = one_of(ja, en)
    return text.format(**params) if params else text


@register.filter
def said(text: object) -> str:
    """A text of two languages in the reader's."""
    return text_of(text)
