"""A realistic paper and a hostile one, for every renderer's tests."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import TypeVar, cast

from anzenkarte.documents.content.tree import (
    Bullets,
    Callout,
    Cell,
    Column,
    Figure,
    Inline,
    KeyValues,
    Mark,
    Paper,
    Para,
    Reason,
    Reasons,
    Section,
    Stamp,
    Table,
)

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 80" width="320" height="80">'
    '<rect x="1" y="1" width="140" height="60" fill="#eef4fc" stroke="#0946a5"/>'
    '<text x="71" y="36" text-anchor="middle" font-size="14" font-family="BIZ UDPGothic">電子カルテ</text>'
    "</svg>"
)
STAMP = Stamp(
    on="2021年10月30日（令和3年）",
    day=date(2021, 10, 30),
    editions=("厚労省 安全管理ガイドライン 6.0版", "経産省・総務省 提供事業者ガイドライン 1.1版"),
    hashes=(("カルテ", "3f9a17c2"), ("カタログ", "b80c44e1")),
    what_if="2021年10月30日には、第6.0版はまだ施行されていません。施行されていたと仮定した結果です。",
    generator="安全カルテ 0.1.0",
)


def _summary() -> Section:
    return Section(
        "summary",
        "要約",
        (
            Para(
                "仮想化基盤の保守用VPN装置について、脆弱性の情報を受け取り病院へ伝える事業者が決まっていません。",
                "lead",
            ),
            Callout(
                "what_if",
                "仮定による結果です",
                "基準日には施行されていない版で判定しています。当時の義務違反を示すものではありません。",
            ),
            KeyValues(
                (
                    ("医療機関", Cell("半田町立病院（120床）")),
                    ("サービス", Cell("電子カルテシステム", sub="改訂 3f9a17c2")),
                    ("至急の指摘", Cell("3件", "urgent", anchor="findings")),
                    ("判断できない項目", Cell("12件", "unknown")),
                )
            ),
            Bullets(
                (
                    "VPN装置の更新を行う者が、契約にも各社の申告にもありません。",
                    (Inline("ネットワーク構成図が提出されていません。"), Inline("根拠を見る", anchor="why-1")),
                    (
                        Inline("初動対応", strong=True),
                        Inline("の依頼先が決まっていません。"),
                        Inline("（要確認）", muted=True),
                    ),
                )
            ),
        ),
    )


def _findings() -> Section:
    cells: tuple[tuple[str, Mark, str], ...] = (
        ("責任分界に空白があります：VPN装置の更新", "urgent", "demarcation:patch-owner@vpn-gw"),
        ("脆弱性情報が病院に伝わっていません", "action", "demarcation:relay@advisory-2021-1"),
        ("復旧手順の訓練記録を確認してください", "check", "conformity:restore@backup-1"),
        ("認証の有効期限が近づいています", "note", "certification:expiry@isms-c"),
    )
    table = Table(
        (Column("重要度", 1.1), Column("指摘", 4), Column("対象", 1.6), Column("期限", 1.2, "end")),
        tuple(
            (Cell("", mark), Cell(text, sub=name, anchor="why-1"), Cell("VPN装置"), Cell("2021-11-30"))
            for text, mark, name in cells
        ),
        "指摘の一覧",
        id="findings",
    )
    reasons = Reasons(
        "why-1",
        "VPN装置の更新：満たさない",
        (
            Reason("項目", "厚労省 6.0版 システム運用編 第14章", "not_met", children=(Reason("読んだ版", "6.0版案"),)),
            Reason(
                "使った事実",
                "",
                children=(
                    Reason("vpn-gw の修正状態", "未適用（A社の申告、2021-09-01）"),
                    Reason("更新の担当", "", "unknown", anchor="summary"),
                ),
            ),
            Reason("結果が変わる条件", "更新の担当を契約で定めること"),
        ),
        "not_met",
    )
    return Section("findings-section", "指摘", (table, Para("理由は次のとおりです。"), reasons), break_before=True)


def _matrix() -> Section:
    rows: dict[str, tuple[Mark, ...]] = {
        "脆弱性情報の監視": ("agreed", "gap", "not_applicable"),
        "修正プログラムの適用": ("contradiction", "overlap", "unknown"),
        "証拠の保全": ("met", "not_met", "unknown"),
    }
    return Section(
        "matrix",
        "責任分界",
        (
            Table(
                (Column("任務", 2), *(Column(name) for name in ("病院", "A社", "B社", "C社"))),
                (
                    (Cell(""), Cell("申告"), Cell("契約"), Cell("申告"), Cell("契約")),
                    *((Cell(duty), Cell("自院"), *(Cell("", mark) for mark in marks)) for duty, marks in rows.items()),
                ),
                "任務と担当",
                header_rows=2,
                wide=True,
            ),
            Figure(SVG, "構成図", "電子カルテを示す四角"),
        ),
        level=2,
    )


def sample() -> Paper:
    """A small dossier in Japanese with every kind of block."""
    return Paper(
        "dossier",
        "半田町立病院 電子カルテシステム 安全管理書類",
        "事業者と医療機関の責任分界、および各ガイドラインへの対応状況",
        "ja",
        "engineer",
        STAMP,
        (
            _summary(),
            _findings(),
            _matrix(),
            Section(
                "sources",
                "出典と確からしさ",
                (Para("本書の文章は要約です。", "small"), Callout("missing", "未収録", "第8章")),
            ),
            Section("empty", "該当のない表", (Table((Column("名称"), Column("値")), (), "空の表"),), level=2),
        ),
    )


HOSTILE = (
    '<script>alert("x")</script><img src=x onerror=alert(1)> =HYPERLINK("http://evil.example","x") '
    '#eval("1+1") #read("/etc/passwd") #image("/etc/passwd") $x$ \u202egnp.exe ${x} |md # big | '
    "javascript:alert(1) http://evil.example/ ]]> --> </style></svg> &amp; {{x}} "
    "@import url(x) \\0022 \x00\x08\x1b \ud800 葛\U000e0100 𠮷 😀"
)
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://evil.example")',
    "http://evil.example/",
    "{=1}",
    "\t=1",
    "mailto:a@b.example",
)

T = TypeVar("T")


def poison(value: T, text: str = HOSTILE) -> T:
    """The same tree with ``text`` in front of every text; ids, signs and drawings stay."""
    kept = {"id", "zone", "source", "target", "anchor", "mark", "style", "kind", "align", "lang", "level", "svg"}
    if isinstance(value, str):
        return cast(T, text + value)
    if isinstance(value, tuple):
        return cast(T, tuple(poison(part, text) for part in value))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {f.name: poison(getattr(value, f.name), text) for f in fields(value) if f.name not in kept}
    return replace(value, **changed)
