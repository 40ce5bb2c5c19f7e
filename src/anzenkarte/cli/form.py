"""The commands about forms; declarations only, like ``cli.commands``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from anzenkarte.cli.language import say
from anzenkarte.cli.late import work
from anzenkarte.cli.options import EditionsOption, FormatOption, ForOption, KarteArgument, OnOption, write_to
from anzenkarte.cli.spoken import AS_SPOKEN, SpokenOption

FormArgument = Annotated[str, typer.Argument(metavar="FORM", help=say("様式のID", "id of a form"))]
NameOption = Annotated[str, typer.Option("--form", metavar="FORM", help=say("様式のID", "id of the form"))]
KarteOption = Annotated[
    str, typer.Option("--karte", metavar="KARTE", help=say("照らし合わせる安全カルテ", "karte to compare with"))
]


def form(app: typer.Typer) -> None:
    """``form list|fill|attach|read|lint``."""
    group = typer.Typer(
        help=say("様式に記入する・読み戻す・確かめる", "Fill forms, read them back, check them"), no_args_is_help=True
    )
    app.add_typer(group, name="form")

    @group.command("list", help=say("様式と収録の程度を示します。", "List forms and how much of each is held."))
    def list_(output: FormatOption = "table", lang: SpokenOption = AS_SPOKEN) -> None:
        work("form").list_forms(output, lang)

    @group.command("fill", help=say("安全カルテから様式に記入します。", "Fill a form, or all, from a karte."))
    def fill(
        name: Annotated[str, typer.Argument(metavar="FORM|all", help=say("様式のID、または all", "form, or all"))],
        karte: KarteArgument,
        on: OnOption = "",
        editions: EditionsOption = "",
        document: ForOption = "",
        out: Annotated[
            Path | None, write_to("FILE|DIR", "書き込むxlsx（all はフォルダー）", "xlsx to write (all: folder)")
        ] = None,
        reader: Annotated[
            str, typer.Option("--reader", metavar="PARTY", help=say("様式の読み手（当事者ID）", "who reads the form"))
        ] = "",
        policy: Annotated[
            Path | None, typer.Option("--policy", metavar="FILE", help=say("開示の方針", "policy of disclosure"))
        ] = None,
        output: FormatOption = "table",
        lang: SpokenOption = "ja",
    ) -> None:
        work("form").fill_forms(name, karte, on, (editions, document), (reader, policy), out, output, lang)

    @group.command("attach", help=say("公式のExcel様式をひな形にします。", "Keep the official workbook as template."))
    def attach(
        name: FormArgument,
        file: Annotated[Path, typer.Argument(metavar="FILE", help=say("公式のxlsx", "official xlsx"))],
    ) -> None:
        work("form").attach_template(name, file)

    @group.command("read", help=say("記入済みの様式を回答として読み込みます。", "Read a filled form as statements."))
    def read(
        file: Annotated[Path, typer.Argument(metavar="FILE", help=say("記入済みのxlsx", "filled xlsx"))],
        name: NameOption = "",
        into: Annotated[Path | None, write_to("KARTE", "加える先の安全カルテ", "karte to add to", "--into")] = None,
        by: Annotated[
            str, typer.Option("--by", metavar="PARTY", help=say("だれの回答か（当事者ID）", "whose answers"))
        ] = "",
        karte: KarteOption = "",
        on: OnOption = "",
        document: ForOption = "",
        output: FormatOption = "table",
    ) -> None:
        raise typer.Exit(work("form").read_back(file, name, into, by, karte, on, document, output))

    @group.command("lint", help=say("記入済みの様式の誤りを示します。", "Check filled forms, alone and together."))
    def lint(
        files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=say("記入済みのxlsx", "filled xlsx"))],
        name: NameOption = "",
        karte: KarteOption = "",
        on: OnOption = "",
        document: ForOption = "",
        output: FormatOption = "table",
    ) -> None:
        raise typer.Exit(work("form").lint_files(files, name, karte, on, document, output))
