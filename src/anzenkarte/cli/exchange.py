"""The commands that take catalogues out of and into other formats; declarations only, like ``cli.commands``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from anzenkarte.cli.language import say
from anzenkarte.cli.late import work
from anzenkarte.cli.options import OutFile, OutFolder


def add_exchange(group: typer.Typer) -> None:
    """``catalogue export`` and ``catalogue import``."""

    @group.command(
        "export", help=say("版・対応表を他の形式で書き出します。", "Write an edition or crosswalk in another format.")
    )
    def export(
        identifier: Annotated[
            str, typer.Argument(metavar="EDITION|CROSSWALK", help=say("版または対応表のID", "edition or crosswalk"))
        ],
        out: OutFile,
        to: Annotated[
            str,
            typer.Option(
                "--to", metavar="oscal|oscal-profile|oscal-mapping|xlsx|ciso|csv", help=say("書き出す形式", "format")
            ),
        ] = "oscal",
        addressee: Annotated[
            str,
            typer.Option(
                "--addressee",
                metavar="A,B",
                help=say("oscal-profile に含める名宛人（省略時は全て）", "addressees of the profile (default: all)"),
            ),
        ] = "",
    ) -> None:
        work("exchange").export(identifier, to, out, addressee)

    @group.command(
        "import",
        help=say("他の形式のファイルをカタログの下書きにします。", "Make a draft from another format."),
    )
    def import_(
        file: Annotated[Path, typer.Argument(metavar="FILE", help=say("取り込むファイル", "file to take in"))],
        out: OutFolder,
        source: Annotated[
            str, typer.Option("--from", metavar="oscal|xlsx|ciso", help=say("取り込む形式", "format of the file"))
        ] = "oscal",
    ) -> None:
        work("exchange").take_in(file, source, out)


def oscal(app: typer.Typer) -> None:
    """``oscal validate`` and ``oscal resolve``."""
    group = typer.Typer(
        help=say("OSCALの文書を確かめる・解決する", "Check and resolve OSCAL documents"), no_args_is_help=True
    )
    app.add_typer(group, name="oscal")

    @group.command(
        "validate",
        help=say(
            "カタログ・プロファイル・マッピングを公式スキーマで確かめます。", "Check against the official schema."
        ),
    )
    def validate(
        file: Annotated[Path, typer.Argument(metavar="FILE", help=say("OSCALのJSONファイル", "OSCAL file in JSON"))],
    ) -> None:
        work("oscal").validate(file)

    @group.command(
        "resolve", help=say("プロファイルが表すカタログを作ります。", "Make the catalogue a profile stands for.")
    )
    def resolve(
        profile: Annotated[Path, typer.Argument(metavar="PROFILE", help=say("プロファイル", "profile"))],
        out: OutFile,
        beside: Annotated[
            list[Path] | None,
            typer.Option(
                "--with",
                metavar="FILE",
                help=say("取り込み先のファイル（名前で照合）", "file to use for imports of its name"),
            ),
        ] = None,
    ) -> None:
        work("oscal").resolve_profile(profile, out, beside or [])
