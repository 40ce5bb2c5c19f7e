"""Commands of the workspace: serve it, back it up and restore it, verify its audit chains."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from anzenkarte.cli.language import say
from anzenkarte.cli.late import work
from anzenkarte.cli.options import OutFile


def server(app: typer.Typer) -> None:
    """Register ``serve``, ``backup``, ``restore`` and ``audit verify``."""
    _serve(app)
    _keep(app)


def _serve(app: typer.Typer) -> None:
    @app.command("serve", help=say("ブラウザで使う作業場を動かします。", "Serve the workspace for the browser."))
    def serve(
        host: Annotated[
            str, typer.Option("--host", help=say("待ち受けるアドレス", "address to listen on"))
        ] = "127.0.0.1",
        port: Annotated[int, typer.Option("--port", min=1, max=65535, help=say("ポート", "port"))] = 8000,
        threads: Annotated[
            int, typer.Option("--threads", min=1, max=64, help=say("同時に処理する数", "requests at a time"))
        ] = 8,
        administrator: Annotated[
            str,
            typer.Option(
                "--administrator",
                metavar="EMAIL",
                envvar="ANZENKARTE_ADMINISTRATOR",
                help=say("最初の管理者のメールアドレス", "e-mail of the first administrator"),
            ),
        ] = "",
        organisation: Annotated[
            str,
            typer.Option(
                "--organisation",
                metavar="NAME",
                envvar="ANZENKARTE_ORGANISATION",
                help=say("最初の組織の名前", "name of the first organisation"),
            ),
        ] = "",
        kind: Annotated[
            str,
            typer.Option(
                "--kind",
                metavar="vendor|institution|supervisor",
                envvar="ANZENKARTE_KIND",
                help=say("最初の組織の種類", "kind of the first organisation"),
            ),
        ] = "",
        worker: Annotated[
            bool,
            typer.Option("--worker/--no-worker", help=say("時間のかかる処理も動かす", "run the background worker too")),
        ] = True,
        demonstration: Annotated[
            Path | None,
            typer.Option(
                "--demonstration",
                metavar="DIR",
                help=say("実演用のデータを置くフォルダー", "folder of a demonstration, made when absent"),
            ),
        ] = None,
    ) -> None:
        first = (administrator, organisation, kind)
        raise typer.Exit(work("server").serve(host, port, threads, first, worker, demonstration))


def _keep(app: typer.Typer) -> None:
    @app.command(
        "backup", help=say("作業場のすべてを一つのファイルに控えます。", "Write the whole workspace to one file.")
    )
    def backup(out: OutFile) -> None:
        work("server").backup(out)

    @app.command("restore", help=say("控えから空の作業場に戻します。", "Restore a backup into an empty workspace."))
    def restore(
        file: Annotated[Path, typer.Argument(metavar="FILE", help=say("控えのファイル", "file of a backup"))],
    ) -> None:
        work("server").restore(file)

    audit = typer.Typer(
        help=say("監査の記録を確かめます。", "Verify what was recorded."), no_args_is_help=True, rich_markup_mode=None
    )

    @audit.command(
        "verify",
        help=say(
            "監査の記録を、データベースの外に署名して残した先端と照らし合わせます。",
            "Check the audit chains against the signed heads kept outside the database.",
        ),
    )
    def verify() -> None:
        raise typer.Exit(work("server").verify())

    app.add_typer(audit, name="audit")
