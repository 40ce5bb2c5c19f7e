"""The commands and their options. Only declarations: the work is in ``cli.work``, loaded when a command runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

from anzenkarte import __version__
from anzenkarte.cli.bundle import bundle, key
from anzenkarte.cli.disclosure import disclosure
from anzenkarte.cli.exchange import add_exchange, oscal
from anzenkarte.cli.form import form
from anzenkarte.cli.furniture import with_furniture
from anzenkarte.cli.language import say
from anzenkarte.cli.late import work
from anzenkarte.cli.options import (
    EditionsOption,
    FormatOption,
    ForOption,
    KarteArgument,
    LangOption,
    OnOption,
    OutFolder,
    write_to,
)
from anzenkarte.cli.quantify import quantify
from anzenkarte.cli.server import server
from anzenkarte.cli.spoken import AS_SPOKEN, SpokenOption

Register = Callable[[typer.Typer], None]
EditionArgument = Annotated[str, typer.Argument(metavar="EDITION", help=say("版のID", "id of an edition"))]
PartOption = Annotated[str, typer.Option("--part", metavar="PART", help=say("編のID", "id of a part"))]
OldArgument = Annotated[str, typer.Argument(metavar="OLD", help=say("前の版", "former edition"))]
NewArgument = Annotated[str, typer.Argument(metavar="NEW", help=say("新しい版", "new edition"))]


def _version(asked: bool) -> None:
    if asked:
        typer.echo(__version__)
        raise typer.Exit


def build(groups: Mapping[str, Register]) -> typer.Typer:
    """The whole command line from its named groups."""
    app = typer.Typer(
        name="anzenkarte",
        help=say(
            "安全カルテ：事実を一度書けば、3省2ガイドラインの判定と書類が理由とともに揃います。",
            "Anzen Karte: write the facts once, hold every verdict and paper with its reasons.",
        ),
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
    )

    @app.callback()
    def options(
        version: Annotated[
            bool, typer.Option("--version", callback=_version, is_eager=True, help=say("版を表示", "print the version"))
        ] = False,
    ) -> None:
        del version

    for register in groups.values():
        register(app)
    return with_furniture(app)


def _compile(app: typer.Typer) -> None:
    @app.command("compile", help=say("安全カルテから書類一式を作ります。", "Make the dossier of a karte."))
    def compile_(
        karte: KarteArgument,
        on: OnOption = "",
        editions: EditionsOption = "",
        name: ForOption = "",
        out: Annotated[
            Path | None, write_to("DIR", "出力先（省略時は KARTE-dossier）", "output folder (default: KARTE-dossier)")
        ] = None,
        level: Annotated[
            str,
            typer.Option(
                "--level", metavar="engineer|manager|clinic", help=say("読み手に合わせた詳しさ", "reading level")
            ),
        ] = "engineer",
        lang: LangOption = "ja",
        fail_on: Annotated[
            str,
            typer.Option(
                "--fail-on",
                metavar="never|urgent|action|check|note",
                help=say("この緊急度以上の要対応事項があれば終了コード1", "exit 1 for findings at or above this"),
            ),
        ] = "never",
        form: FormatOption = "table",
    ) -> None:
        raise typer.Exit(work("compile").run(karte, on, editions, name, out, level, lang, fail_on, form))


def _explain(app: typer.Typer) -> None:
    @app.command("explain", help=say("一つの判定・要対応事項の理由を全て示します。", "Show the full trace of one id."))
    def explain(
        karte: KarteArgument,
        identifier: Annotated[
            str, typer.Argument(metavar="ID", help=say("判定などのID", "id of a verdict or finding"))
        ],
        on: OnOption = "",
        editions: EditionsOption = "",
        name: ForOption = "",
        lang: SpokenOption = AS_SPOKEN,
        form: FormatOption = "table",
    ) -> None:
        work("explain").run(karte, identifier, on, editions, name, lang, form)


def _karte(app: typer.Typer) -> None:
    group = typer.Typer(
        help=say("安全カルテを作る・確かめる・比べる", "Make, check and compare karte"), no_args_is_help=True
    )
    app.add_typer(group, name="karte")

    @group.command("new", help=say("質問に答えて新しい安全カルテを作ります。", "Write a new karte from answers."))
    def new(
        out: Annotated[Path, typer.Argument(metavar="FILE", help=say("書き込むファイル", "file to write"))],
        answers: Annotated[
            Path | None,
            typer.Option("--answers", metavar="FILE", help=say("回答のYAML（省略時は質問します）", "answers as YAML")),
        ] = None,
        lang: SpokenOption = AS_SPOKEN,
    ) -> None:
        work("karte").new(out, answers, lang)

    @group.command("check", help=say("安全カルテの誤りを全て示します。", "Show everything wrong in a karte."))
    def check(karte: KarteArgument) -> None:
        work("karte").check(karte)

    @group.command("diff", help=say("二つの安全カルテの違いを言葉で示します。", "Say how two karte differ."))
    def diff(
        old: KarteArgument, new: KarteArgument, lang: SpokenOption = AS_SPOKEN, form: FormatOption = "table"
    ) -> None:
        work("karte").differ(old, new, lang, form)

    @group.command("schema", help=say("エディタ用のJSON Schemaを出力します。", "Print the JSON Schema for editors."))
    def schema() -> None:
        work("karte").schema()

    @group.command(
        "import", help=say("CycloneDXのSBOMを構成要素に取り込みます。", "Take a CycloneDX SBOM into components.")
    )
    def import_(
        karte: Annotated[Path, typer.Argument(metavar="KARTE", help=say("取り込む先の安全カルテ", "karte to add to"))],
        sbom: Annotated[Path, typer.Argument(metavar="SBOM", help=say("CycloneDX 1.4〜1.7（JSON）", "CycloneDX JSON"))],
        out: Annotated[
            Path | None, write_to("FILE", "書き込むファイル（省略時は上書き）", "file to write (default: in place)")
        ] = None,
        name: ForOption = "",
        part_of: Annotated[
            str, typer.Option("--part-of", metavar="ID", help=say("上位の構成要素", "component they are part of"))
        ] = "",
    ) -> None:
        work("karte").import_sbom(karte, sbom, out, name, part_of)


def _catalogue(app: typer.Typer) -> None:
    group = typer.Typer(
        help=say("ガイドラインなどの内容を見る・確かめる", "Read and check the catalogues"), no_args_is_help=True
    )
    app.add_typer(group, name="catalogue")

    @group.command("list", help=say("版の一覧と収録の程度を示します。", "List editions and how much of each is held."))
    def list_(on: OnOption = "", form: FormatOption = "table") -> None:
        work("catalogue").list_editions(on, form)

    @group.command("show", help=say("版、項目、認証、法令などの内容を示します。", "Show one entry of the catalogue."))
    def show(
        identifier: Annotated[str, typer.Argument(metavar="ID", help=say("版・項目・認証・法令などのID", "its id"))],
        form: FormatOption = "table",
        lang: SpokenOption = AS_SPOKEN,
    ) -> None:
        work("catalogue").show(identifier, form, lang)

    @group.command("check", help=say("カタログの誤りと収録の程度を示します。", "Check the catalogues, print coverage."))
    def check(
        folder: Annotated[
            Path | None, typer.Argument(metavar="DIR", help=say("確かめるフォルダー（省略時は同梱のもの）", "folder"))
        ] = None,
        form: FormatOption = "table",
    ) -> None:
        work("catalogue").check(folder, form)

    @group.command(
        "crosswalk",
        help=say("版と版の項目の対応を、根拠の道筋とともに示します。", "Show how items of editions relate."),
    )
    def crosswalk(
        origin: Annotated[str, typer.Argument(metavar="FROM", help=say("元の版または項目", "edition or item"))],
        target: Annotated[str, typer.Argument(metavar="TO", help=say("相手の版または項目", "edition or item"))],
        form: FormatOption = "table",
        lang: SpokenOption = AS_SPOKEN,
    ) -> None:
        work("crosswalk").show(origin, target, form, lang)

    @group.command(
        "diff", help=say("版と版の違いと、すべきことを示します。", "Say what changed between editions and what to do.")
    )
    def diff(
        old: OldArgument,
        new: NewArgument,
        every: Annotated[
            bool, typer.Option("--all", help=say("未読の項目も並べます", "list unread items too"))
        ] = False,
        form: FormatOption = "table",
        lang: SpokenOption = AS_SPOKEN,
    ) -> None:
        work("diff").show(old, new, every, form, lang)

    _search(group)
    _pages(group)
    _attach(group)
    add_exchange(group)


def _search(group: typer.Typer) -> None:
    @group.command(
        "search",
        help=say(
            '全カタログから言葉（認証）、句（"…"）、番号（14⑤）を探します。絞り込みは edition: confidence: lang:',
            'Search all catalogues: words, "phrases", numbers (14-5); filters edition: confidence: lang:',
        ),
    )
    def search(
        words: Annotated[list[str], typer.Argument(metavar="WORDS", help=say("探す言葉", "what to look for"))],
        edition: Annotated[
            str, typer.Option("--edition", metavar="E", help=say("版またはガイドライン", "edition or guideline"))
        ] = "",
        limit: Annotated[int, typer.Option("--limit", metavar="N", help=say("示す件数の上限", "most hits shown"))] = 50,
        form: FormatOption = "table",
        lang: SpokenOption = AS_SPOKEN,
    ) -> None:
        work("search").show(words, edition, limit, form, lang)


def _pages(group: typer.Typer) -> None:
    @group.command(
        "pages", help=say("確認用のページをMarkdownで書き出します。", "Write the reviewers' pages as Markdown.")
    )
    def pages(
        out: OutFolder,
        readme: Annotated[
            list[Path] | None,
            typer.Option(
                "--readme", metavar="FILE", help=say("収録の表を書き直すファイル", "file whose coverage table to renew")
            ),
        ] = None,
    ) -> None:
        work("pages").write(out, readme or [])


def _attach(group: typer.Typer) -> None:
    @group.command(
        "attach", help=say("公式のPDF・Excelを手元に取り込みます。", "Attach an official PDF or workbook, locally.")
    )
    def attach(
        edition: EditionArgument,
        file: Annotated[Path, typer.Argument(metavar="FILE", help=say("公式のPDFまたはxlsx", "official PDF or xlsx"))],
        part: PartOption = "",
        draft: Annotated[
            Path | None, write_to("DIR", "カタログ案の出力先", "folder for a catalogue draft", "--draft")
        ] = None,
        form: FormatOption = "table",
    ) -> None:
        work("attach").attach(edition, file, part, draft, form)

    @group.command("attached", help=say("取り込んだ公式の文の一覧を示します。", "List the attached official text."))
    def attached(form: FormatOption = "table") -> None:
        work("attach").list_attached(form)

    @group.command("detach", help=say("取り込んだ公式の文を消します。", "Remove the attached text of an edition."))
    def detach(edition: EditionArgument, part: PartOption = "") -> None:
        work("attach").detach(edition, part)


def _impact(app: typer.Typer) -> None:
    @app.command(
        "impact",
        help=say(
            "版が変わると安全カルテのどの回答を読み直すか、何が新しいか、いつまでかを示します。",
            "Say what a change of edition means for a karte, or for every karte in a folder.",
        ),
    )
    def impact(
        karte: Annotated[
            str,
            typer.Argument(
                metavar="KARTE|DIR",
                help=say("安全カルテのファイル・見本の名前・フォルダー", "karte file, name of a sample, or folder"),
            ),
        ],
        old: OldArgument,
        new: NewArgument,
        on: OnOption = "",
        form: FormatOption = "table",
        lang: SpokenOption = AS_SPOKEN,
    ) -> None:
        raise typer.Exit(work("impact").run(karte, old, new, on, form, lang))


GROUPS: Final[dict[str, Register]] = {
    "compile": _compile,
    "explain": _explain,
    "karte": _karte,
    "catalogue": _catalogue,
    "impact": _impact,
    "quantify": quantify,
    "oscal": oscal,
    "key": key,
    "bundle": bundle,
    "form": form,
    "disclosure": disclosure,
    "server": server,
}
