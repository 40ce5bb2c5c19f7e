"""``--lang`` of the commands that print: what is shown, labels and messages are in one language.

Left out, a command that only prints speaks the language of this run; one that also writes papers has its own default.
"""

from __future__ import annotations

from typing import Annotated, Final

import typer

from anzenkarte.cli.language import language, say, speak
from anzenkarte.kernel.text import LANGS

AS_SPOKEN: Final = ""
"""Default of ``--lang``: the language of help and messages."""


def _spoken(context: typer.Context, value: str) -> str:
    """The language to show texts in; labels and messages follow it when it was asked for on the command line."""
    if not value:
        return language()
    source = context.get_parameter_source("lang")
    if source is not None and source.name == "COMMANDLINE" and value in LANGS:
        speak("ja" if value == "ja" else "en")
    return value


SpokenOption = Annotated[
    str,
    typer.Option("--lang", metavar="ja|en", help=say("表示の言語", "language of what is shown"), callback=_spoken),
]
