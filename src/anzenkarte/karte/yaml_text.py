"""JSON values as YAML that our strict reader reads back unchanged and people like to read."""

from __future__ import annotations

import re

import yaml

from anzenkarte.formats.values import Json

_NEEDS_ESCAPES = re.compile(r"[^\x20-\x7e\u00a1-\u1fff\u2010-\u2027\u2030-\ud7ff\uf900-\ufefe\uff00-\uffef]")
_LIKE_NUMBERS = tuple("0123456789+-.~=<")
_LIKE_WORDS = frozenset({"", "true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_WIDE = 1 << 20


class _Writer(yaml.SafeDumper):
    """Block style, text in quotes wherever it could be taken for something else, no aliases, no folded lines."""

    def ignore_aliases(self, data: object) -> bool:
        """Aliases are refused by our reader, so none are written."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Entries of a list stand two spaces inside their key."""
        super().increase_indent(flow, False)


def _text(writer: _Writer, text: str) -> yaml.ScalarNode:
    """Double quotes for what begins like a number, could be a YAML 1.1 word elsewhere, or needs escapes."""
    mistaken = text[:1] in _LIKE_NUMBERS or text.lower() in _LIKE_WORDS
    style = '"' if mistaken or _NEEDS_ESCAPES.search(text) else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _text)


def yaml_text(value: Json) -> str:
    """The value as one YAML document without separators; ends with a line end."""
    return yaml.dump(
        value,
        Dumper=_Writer,
        allow_unicode=True,
        default_flow_style=False,
        sort_keys=False,
        width=_WIDE,
    )
