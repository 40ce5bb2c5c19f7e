"""Serving, backing up and verifying the workspace; loaded when its settings are in place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from gunicorn.app.base import BaseApplication

from anzenkarte.cli.language import language, say
from anzenkarte.cli.late import work
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.workspace.audit.chain import verify as verified
from anzenkarte.workspace.audit.heads import kept, organisations
from anzenkarte.workspace.audit.models import Entry, Head
from anzenkarte.workspace.demonstration.links import demo_links
from anzenkarte.workspace.demonstration.load import load, loaded
from anzenkarte.workspace.organisations.actions import first_administrator, found_organisation
from anzenkarte.workspace.organisations.invitations import invitation_path
from anzenkarte.workspace.organisations.models import Membership, Organisation, User
from anzenkarte.workspace.scope import scope, unscoped


class _Server(BaseApplication):
    """Gunicorn over our WSGI application: one process, several threads (SQLite has one writer anyway)."""

    def __init__(self, bind: str, threads: int) -> None:
        self.chosen = {
            "bind": bind,
            "workers": 1,
            "threads": threads,
            "worker_class": "gthread",
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
            "limit_request_line": 4094,
            "timeout": 120,
            "graceful_timeout": 10,
            "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        for key, value in self.chosen.items():
            if key in self.cfg.settings:
                self.cfg.set(key, value)

    def load(self) -> object:
        return work("wsgi").application


def serve(host: str, port: int, threads: int, first: tuple[str, str, str], worker: bool) -> int:
    """Bring the database up to date, begin what must be begun, serve until stopped."""
    call_command("migrate", verbosity=0)
    address = f"http://{host}:{port}"
    if settings.ANZENKARTE_DEMO:
        _demonstration(address)
    else:
        _first(first, address)
    print(say(f"作業場：{address}/（終わるには Ctrl+C）", f"Workspace: {address}/ (Ctrl+C ends it)"), flush=True)
    if not worker:
        print(
            say(
                "時間のかかる処理を行うプロセスは動いていません。「--worker」を付けると一緒に動きます。",
                "No background worker runs: long work waits. --worker starts one.",
            ),
            flush=True,
        )
        _Server(f"{host}:{port}", threads).run()
        return 0
    job = subprocess.Popen([sys.executable, "-m", "django", "db_worker", "--no-reload"])
    try:
        _Server(f"{host}:{port}", threads).run()
    finally:
        job.terminate()
        job.wait(timeout=20)
    return 0


def _demonstration(address: str) -> None:
    if not Organisation.objects.exists():
        load()
    print(
        say(
            "実演用の入口（一度だけ使えます。管理はできません）：",
            "One-time links of the demonstration (they cannot administer):",
        )
    )
    for role, path in demo_links(loaded()).items():
        print(f"  {role.to(language())}\n    {address}{path}")


def _first(first: tuple[str, str, str], address: str) -> None:
    email, name, kind = first
    with unscoped():
        begun = Membership.objects.exists()
    if begun:
        if email:
            print(
                say(
                    "組織はすでにあります。最初の管理者の指定は使いませんでした。",
                    "There are organisations already; the first administrator named here was not used.",
                )
            )
        return
    if not (email and name and kind):
        raise InputError(Problem.at("server.first"))
    organisation = found_organisation(kind, name)
    user = User(username=email, email=email)
    user.set_unusable_password()
    user.save()
    first_administrator(organisation, user)
    print(
        say(
            "最初の管理者の入口（一度だけ使えます。パスワードか、パスキーを決めてください）：",
            "Link of the first administrator (works once; choose a password or a passkey there):",
        )
    )
    print(f"  {address}{invitation_path(user, organisation)}")


def verify() -> int:
    """Every chain against its signed heads: 0 when all hold, 1 otherwise."""
    code = 0
    gone = organisations() - set(Organisation.objects.values_list("id", flat=True))
    for one in sorted(gone):
        code = 1
        print(say(f"組織ごと失われています：{one}", f"Gone with its whole chain: {one}"))
    for organisation in Organisation.objects.order_by("name_ja", "id"):
        with scope(organisation.id):
            entries, head = list(Entry.objects.all()), Head.objects.first()
        heads, unsound = kept(organisation.id)
        faults = verified(entries, head, heads)
        if not faults and not unsound:
            print(
                say(f"正しい：{organisation.name_ja}（{len(entries)} 件）", f"Sound: {organisation} ({len(entries)})")
            )
            continue
        code = 1
        print(say(f"正しくない：{organisation.name_ja}", f"Not sound: {organisation}"))
        for fault in faults:
            print(f"  {fault.sequence}: {say(*_FAULTS[fault.kind])}")
        if unsound:
            print(say(f"  署名の合わない先端が {unsound} 行", f"  {unsound} heads without a sound signature"))
    return code


_FAULTS = {
    "altered": ("書き換えられています", "altered"),
    "moved": ("順番が変わっています", "out of order"),
    "missing": ("抜けています", "missing"),
    "cut": ("この番号まで記録があったはずですが、ありません", "the chain was this long, and is cut"),
    "head": ("先端の記録と合いません", "the head does not match"),
}


def backup(out: Path) -> None:
    """One file with every row and every file of the server's data."""
    rows, files = work("backup").write(out)
    print(say(f"控えました：{out}（{rows} 行、{files} ファイル）", f"Backed up: {out} ({rows} rows, {files} files)"))
    print(
        say(
            "控えには秘密の鍵が入っています。鍵のかかる所に保管してください。",
            "The backup holds secret keys: keep it under lock.",
        )
    )


def restore(file: Path) -> None:
    """Take a backup into an empty workspace."""
    call_command("migrate", verbosity=0)
    rows, files = work("backup").read(file)
    print(say(f"戻しました：{rows} 行、{files} ファイル", f"Restored: {rows} rows, {files} files"))
