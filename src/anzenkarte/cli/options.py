"""Options and arguments that several commands share, declared once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from anzenkarte.cli.language import say
from anzenkarte.kernel.errors import InputError, Problem


def write_to(metavar: str, ja: str, en: str, flag: str = "--out") -> Any:
    """An option that names a file or folder to write to.

    An empty one, as an unset variable of a shell leaves it, would mean the folder one stands in: it is refused
    (InputError ``cli.empty-path``).
    """

    def read(given: str) -> Path:
        if not given.strip():
            raise InputError(Problem.at("cli.empty-path", {"option": flag, "what": metavar}))
        return Path(given)

    return typer.Option(flag, metavar=metavar, help=say(ja, en), parser=read, show_default=False)


KarteArgument = Annotated[
    str,
    typer.Argument(
        metavar="KARTE", help=say("安全カルテのファイル、または見本の名前", "karte file, or name of a sample")
    ),
]
OnOption = Annotated[
    str, typer.Option("--on", metavar="DAY", help=say("評価する日（省略時は今日）", "day asked about (default: today)"))
]
EditionsOption = Annotated[
    str,
    typer.Option(
        "--editions", metavar="A,B", help=say("版（省略時はその日に有効な版）", "editions (default: those in force)")
    ),
]
ForOption = Annotated[
    str,
    typer.Option(
        "--for", metavar="NAME", help=say("ファイル中の導入票・施設票・サービス票の名前", "document of the file")
    ),
]
FormatOption = Annotated[
    str, typer.Option("--format", metavar="table|json|md", help=say("出力の形式", "output format"))
]
LangOption = Annotated[str, typer.Option("--lang", metavar="ja|en", help=say("書類の言語", "language of papers"))]
OutFile = Annotated[Path, write_to("FILE", "書き込むファイル", "file to write")]
OutFolder = Annotated[Path, write_to("DIR", "書き出すフォルダー", "folder to write")]
