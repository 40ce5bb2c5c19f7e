"""The commands about disclosures; declarations only, like ``cli.commands``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from anzenkarte.cli.language import say
from anzenkarte.cli.late import work
from anzenkarte.cli.options import (
    EditionsOption,
    FormatOption,
    KarteArgument,
    LangOption,
    OnOption,
    OutFile,
    OutFolder,
    write_to,
)
from anzenkarte.cli.spoken import AS_SPOKEN, SpokenOption

PolicyOption = Annotated[
    Path, typer.Option("--policy", metavar="FILE", help=say("開示の方針（disclosure new で作成）", "policy"))
]
PartyOption = Annotated[
    str,
    typer.Option(
        "--for",
        metavar="PARTY",
        help=say("開示の相手（当事者ID、customers、public）", "recipient: party, customers or public"),
    ),
]
LevelOption = Annotated[
    str, typer.Option("--level", metavar="engineer|manager|clinic", help=say("読み方の段階", "reading level"))
]
NameOption = Annotated[
    str, typer.Option("--document", metavar="NAME", help=say("ファイル中の票の名前", "document of the file"))
]
OldFile = Annotated[Path, typer.Argument(metavar="OLD", help=say("前の開示書", "former disclosure"))]
NewFile = Annotated[Path, typer.Argument(metavar="NEW", help=say("新しい開示書", "new disclosure"))]


def disclosure(app: typer.Typer) -> None:
    """``disclosure new|make|read|diff``."""
    group = typer.Typer(
        help=say("相手ごとの開示書を作る・読む", "Make disclosures for one recipient, and read them"),
        no_args_is_help=True,
    )
    app.add_typer(group, name="disclosure")

    @group.command("new", help=say("開示の方針のひな形を書きます。", "Write a first policy with every entity listed."))
    def new(karte: KarteArgument, out: OutFile) -> None:
        work("disclosure").new_policy(karte, out)

    @group.command("make", help=say("一つの相手への開示書を作ります。", "Make the disclosure for one recipient."))
    def make(
        karte: KarteArgument,
        policy: PolicyOption,
        recipient: PartyOption,
        out: OutFolder,
        level: LevelOption = "manager",
        on: OnOption = "",
        editions: EditionsOption = "",
        document: NameOption = "",
        lang: LangOption = "ja",
        output: FormatOption = "table",
    ) -> None:
        work("disclosure").make(karte, policy, recipient, out, level, (on, editions, document), lang, output)

    @group.command(
        "read",
        help=say("事業者の開示書を、貴院の事情に照らして読みます。", "Read a vendor's disclosure for your case."),
    )
    def read(
        file: Annotated[
            Path,
            typer.Argument(
                metavar="FILE",
                help=say("開示書のjson、受け渡しファイル、記入済みの様式", "disclosure, bundle or filled form"),
            ),
        ],
        institution: Annotated[
            str, typer.Option("--for", metavar="INSTITUTION", help=say("貴院の施設票のファイル", "your own document"))
        ],
        form: Annotated[
            str, typer.Option("--form", metavar="FORM", help=say("様式のID（当方の様式なら不要）", "id of the form"))
        ] = "",
        document: NameOption = "",
        on: OnOption = "",
        lang: SpokenOption = AS_SPOKEN,
        out: Annotated[
            Path | None, write_to("DIR", "一枚の紙面を書き出すフォルダー", "folder for the one page")
        ] = None,
        output: FormatOption = "table",
    ) -> None:
        work("reading").read(file, institution, form, document, on, lang, out, output)

    @group.command("diff", help=say("二つの開示書の違いを示します。", "Show how two disclosures differ."))
    def diff(old: OldFile, new: NewFile, lang: SpokenOption = AS_SPOKEN) -> None:
        work("disclosure").diff_files(old, new, lang)
