"""The commands about keys and sealed bundles; declarations only, like ``cli.commands``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from anzenkarte.cli.language import say
from anzenkarte.cli.late import work
from anzenkarte.cli.options import (
    EditionsOption,
    FormatOption,
    ForOption,
    KarteArgument,
    OnOption,
    OutFile,
    OutFolder,
    write_to,
)
from anzenkarte.cli.spoken import AS_SPOKEN, SpokenOption

BundleArgument = Annotated[Path, typer.Argument(metavar="FILE", help=say("受け渡しファイル", "sealed bundle"))]
BundlesArgument = Annotated[
    list[Path], typer.Argument(metavar="FILES...", help=say("受け渡しファイル", "sealed bundles"))
]
KeyOption = Annotated[str, typer.Option("--key", metavar="NAME", help=say("署名する自分の鍵", "own key to sign with"))]
TermsOption = Annotated[
    Path | None,
    typer.Option("--terms", metavar="YAML", help=say("SLA・残存リスクの文言", "wording of SLA and residual risks")),
]
CardOption = Annotated[Path | None, write_to("FILE", "渡す鍵カードの出力先", "card to hand out", "--card")]
KeyArgument = Annotated[
    str,
    typer.Argument(metavar="KEY", help=say("鍵の名前、またはIDの先頭8桁以上", "name, or first 8+ digits of its id")),
]


def key(app: typer.Typer) -> None:
    """``key new|show|trust|revoke|list``."""
    group = typer.Typer(
        help=say("署名の鍵を作る・信頼する・失効させる", "Make, trust and revoke keys"), no_args_is_help=True
    )
    app.add_typer(group, name="key")
    _make(group)
    _trust(group)


def _make(group: typer.Typer) -> None:

    @group.command(
        "new", help=say("署名の鍵を作り、暗号化して手元に保存します。", "Make a key, stored encrypted here.")
    )
    def new(
        name: Annotated[str, typer.Argument(metavar="NAME", help=say("鍵の名前（a-z0-9-）", "name of the key"))],
        party: Annotated[str, typer.Option("--party", metavar="URN", help=say("当事者のurn", "urn of the party"))] = "",
        holder: Annotated[
            str, typer.Option("--holder", metavar="TEXT", help=say("持ち主の氏名・役職", "who holds it, with title"))
        ] = "",
        role: Annotated[
            str,
            typer.Option(
                "--role",
                metavar="clerk|approver",
                help=say(
                    "approver は当事者として合意する権限のある人（院長・開設者など）", "approver: may bind the party"
                ),
            ),
        ] = "clerk",
        until: Annotated[
            str,
            typer.Option(
                "--until", metavar="DAY", help=say("有効期限（省略時は2年後）", "last day (default: 2 years)")
            ),
        ] = "",
        replaces: Annotated[
            str, typer.Option("--replaces", metavar="KEY", help=say("置き換える自分の鍵", "own key it replaces"))
        ] = "",
        card: CardOption = None,
    ) -> None:
        work("key").new(name, party, holder, role, until, replaces, card)

    @group.command("show", help=say("鍵を示し、鍵カードを書き出します。", "Show a key, write its card."))
    def show(
        name: KeyArgument,
        card: CardOption = None,
    ) -> None:
        work("key").show(name, card)


def _trust(group: typer.Typer) -> None:
    @group.command(
        "trust",
        help=say("相手の鍵カードを、指紋を確かめて信頼します。", "Trust a card, after comparing its fingerprint."),
    )
    def trust(
        file: Annotated[Path, typer.Argument(metavar="FILE", help=say("鍵カード", "key card"))],
        fingerprint: Annotated[
            str,
            typer.Option(
                "--fingerprint",
                metavar="ID",
                help=say("電話などで相手から聞いた指紋（16桁以上）", "what the other told you, 16+ digits"),
            ),
        ] = "",
        role: Annotated[
            str,
            typer.Option(
                "--as",
                metavar="clerk|approver",
                help=say("持ち主に合意する権限があるか（省略時は clerk）", "whether the holder may bind the party"),
            ),
        ] = "",
    ) -> None:
        work("key").trust(file, fingerprint, role)

    @group.command("revoke", help=say("鍵を失効させます。取り消せません。", "Revoke a key, for good."))
    def revoke(
        name: KeyArgument,
        reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=say("理由", "reason"))] = "",
    ) -> None:
        work("key").revoke(name, reason)

    @group.command("list", help=say("手元の鍵を並べます。", "List the keys known here."))
    def list_(form: FormatOption = "table") -> None:
        work("key").list_keys(form)


def bundle(app: typer.Typer) -> None:
    """``bundle seal|verify|open|diff|answer|agreement``."""
    group = typer.Typer(
        help=say("署名した受け渡しファイルを作る・確かめる・答える", "Seal, verify and answer bundles"),
        no_args_is_help=True,
    )
    app.add_typer(group, name="bundle")
    _seal(group)
    _receive(group)
    _answer(group)


def _seal(group: typer.Typer) -> None:
    @group.command(
        "seal", help=say("安全カルテを署名して確定し、相手に渡すファイルを作ります。", "Seal a karte for the other.")
    )
    def seal(
        karte: KarteArgument,
        key: KeyOption,
        out: OutFile,
        to: Annotated[
            str,
            typer.Option(
                "--to",
                metavar="KEY|FILE|AGE",
                help=say(
                    "暗号化する相手（信頼した鍵・鍵カード・ageの公開鍵）",
                    "encrypt to: trusted key, card, age recipient",
                ),
            ),
        ] = "",
        previous: Annotated[
            Path | None,
            typer.Option(
                "--previous", metavar="FILE", help=say("直前の受け渡しファイル（省略時は手元の控え）", "bundle before")
            ),
        ] = None,
        name: ForOption = "",
        evidence: Annotated[
            list[Path] | None, typer.Option("--evidence", metavar="FILE", help=say("根拠資料", "evidence to hand over"))
        ] = None,
        paper: Annotated[
            list[Path] | None,
            typer.Option(
                "--paper", metavar="FILE", help=say("別に渡す書類（ハッシュだけ含む）", "paper sent beside, by hash")
            ),
        ] = None,
        terms: TermsOption = None,
        on: OnOption = "",
        editions: EditionsOption = "",
    ) -> None:
        beside = (evidence or [], paper or [])
        work("bundle").seal(karte, key, out, to, previous, name, beside, terms, (on, editions))


def _receive(group: typer.Typer) -> None:
    @group.command(
        "verify", help=say("受け渡しファイルを確かめます（0 正しい、2 正しくない）。", "Verify (0 sound, 2 not).")
    )
    def verify(
        file: BundleArgument,
        paper: Annotated[
            list[Path] | None,
            typer.Option("--paper", metavar="FILE", help=say("別に届いた書類", "paper that came beside")),
        ] = None,
    ) -> None:
        work("bundle").verify(file, paper or [])

    @group.command("open", help=say("確かめて中身を取り出します。", "Verify and take out what it holds."))
    def open_(
        file: BundleArgument,
        out: OutFolder,
        old: Annotated[
            bool,
            typer.Option("--old", help=say("より新しいものが手元にあっても開く", "open although newer ones are here")),
        ] = False,
    ) -> None:
        work("bundle").open_(file, out, old)

    @group.command(
        "diff", help=say("前回から、また自分の安全カルテと何が違うかを示します。", "Say what changed or differs.")
    )
    def diff(
        file: BundleArgument,
        against: Annotated[
            str,
            typer.Option(
                "--against",
                metavar="KARTE|FILE",
                help=say("比べる相手（省略時は前回の受け渡し）", "what to compare with"),
            ),
        ] = "",
        lang: SpokenOption = AS_SPOKEN,
    ) -> None:
        work("answer").differ(file, against, lang)


def _answer(group: typer.Typer) -> None:
    @group.command(
        "answer", help=say("行ごとの回答を署名して返します。", "Answer line by line, in a bundle of your own.")
    )
    def answer(
        file: BundleArgument,
        key: KeyOption,
        answers: Annotated[
            Path, typer.Option("--answers", metavar="YAML", help=say("回答のファイル", "file of answers"))
        ],
        out: OutFile,
    ) -> None:
        work("answer").answer(file, key, answers, out)

    @group.command(
        "agreement",
        help=say("合意の状態を示し、合意した行を別紙にします。", "Show what is agreed, write it as an annex."),
    )
    def agreement(
        files: BundlesArgument,
        out: Annotated[Path | None, write_to("FILE.docx", "別紙（docx）の出力先", "annex to write")] = None,
        against: Annotated[
            str,
            typer.Option(
                "--against", metavar="KARTE", help=say("今の安全カルテ（再協議の要否を示す）", "karte as it is now")
            ),
        ] = "",
        name: ForOption = "",
        form: FormatOption = "table",
        lang: SpokenOption = "ja",
    ) -> None:
        work("agreement").agreement(files, out, against, name, form, lang)
