"""The command about loss in figures; a declaration only, like ``cli.commands``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from anzenkarte.cli.language import say
from anzenkarte.cli.late import work
from anzenkarte.cli.options import FormatOption, ForOption, KarteArgument, OnOption, write_to
from anzenkarte.cli.spoken import AS_SPOKEN, SpokenOption


def quantify(app: typer.Typer) -> None:
    """``quantify KARTE``."""

    @app.command("quantify", help=say("リスクを1年の損失額で示します（要 numpy）。", "Put risks into yearly loss."))
    def run(
        karte: KarteArgument,
        on: OnOption = "",
        name: ForOption = "",
        seed: Annotated[int, typer.Option("--seed", metavar="N", help=say("乱数の種", "seed of the draws"))] = 1,
        draws: Annotated[
            int, typer.Option("--draws", metavar="N", help=say("試行する年の数", "years to draw"))
        ] = 100_000,
        overrides: Annotated[
            Path | None,
            typer.Option("--overrides", metavar="FILE", help=say("自施設の数字のYAML", "your own figures, YAML")),
        ] = None,
        out: Annotated[
            Path | None,
            write_to(
                "DIR|FILE",
                "出力先（フォルダー、または html・pdf・xlsx・json・svg）",
                "folder, or one html/pdf/xlsx/json/svg",
            ),
        ] = None,
        output: FormatOption = "table",
        lang: SpokenOption = AS_SPOKEN,
    ) -> None:
        work("quantify").run(karte, on, name, seed, draws, overrides, out, output, lang)
