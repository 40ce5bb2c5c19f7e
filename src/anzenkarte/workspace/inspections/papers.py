"""A pack as papers: one workbook, one PDF, and an archive with both, a letter to each vendor and the digests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from anzenkarte import __version__
from anzenkarte.documents.content.tree import Block, Callout, Cell, Column, Paper, Para, Section, Stamp, Table
from anzenkarte.documents.render.pdf import render_pdf
from anzenkarte.documents.render.xlsx import Sheet, render_xlsx
from anzenkarte.formats.canonical import canonical_bytes
from anzenkarte.formats.guarded_zip import normalise_zip
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.text import Lang, Text
from anzenkarte.workspace.inspections.actions import digests_of
from anzenkarte.workspace.inspections.letters import letter
from anzenkarte.workspace.inspections.models import InspectionPack
from anzenkarte.workspace.inspections.queries import Checklist, Opened, Shown, marks_of, opened

TITLE: Final = Text("立入検査の準備", "Pack for an on-site inspection")
ANSWERS: Final = {
    "": Text("未回答", "open"),
    "yes": Text("はい", "yes"),
    "no": Text("いいえ", "no"),
    "not_applicable": Text("対象外", "not applicable"),
}
STATES: Final = {
    "handed_over": Text("事業者から受け取った文書による", "from what the vendor handed over"),
    "service_only": Text("サービス票だけを受け取っている", "only the service document was handed over"),
    "missing": Text("受け取っていない", "nothing was handed over"),
}
_HEADS: Final = (
    Text("番号", "No."), Text("項目", "Line"), Text("回答", "Answer"), Text("確認日", "Confirmed on"),
    Text("目標日", "Target"), Text("備考", "Note"),
)  # fmt: skip
REGISTERS: Final = {
    "equipment": Text("機器の台帳", "Register of equipment"),
    "connections": Text("接続の台帳", "Register of connections"),
    "papers": Text("規程・計画の日付", "Rules and plans"),
    "contacts": Text("連絡体制", "Contacts"),
}
_WHAT: Final = (Text("項目", "What"), Text("内容", "Content"))
_WHOM: Final = (Text("導入", "Engagement"), Text("項目", "What"), Text("内容", "Content"))


def build(pack: InspectionPack, kind: str, lang: Lang) -> bytes:
    """One file of a pack: ``xlsx``, ``pdf`` or ``zip``. Equal packs give equal bytes."""
    shown = opened(pack)
    if kind == "xlsx":
        return workbook(shown, lang)
    return render_pdf(paper(shown, lang)) if kind == "pdf" else archive(shown, lang)


def archive(shown: Opened, lang: Lang) -> bytes:
    """Workbook, PDF, a letter to each vendor with something to ask, and what names the whole."""
    pack = shown.pack
    named = {**digests_of(pack), "closed": None if pack.closed is None else pack.closed.date().isoformat()}
    made: dict[str, bytes] = {
        "inspection.xlsx": workbook(shown, lang),
        "inspection.pdf": render_pdf(paper(shown, lang)),
        "pack.json": canonical_bytes({"content": pack.content, "lines": marks_of(pack), "digests": named}),
    }
    for one in shown.vendors:
        text = letter(one, pack.organisation.called(lang), pack.day, lang)
        if text and one.vendor is not None:
            made[letter_name(one)] = text.encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        for name, data in made.items():
            out.writestr(name, data)
    return normalise_zip(target.getvalue())


def workbook(shown: Opened, lang: Lang) -> bytes:
    """A sheet for each list and each register."""
    sheets = [_sheet(_name(one, lang), one, lang) for one in (shown.own, *shown.vendors)]
    for key, (heads, rows) in tables(shown.pack, lang).items():
        sheets.append(Sheet(REGISTERS[key].to(lang), tuple(Column(head) for head in heads), tuple(map(tuple, rows))))
    return render_xlsx(sheets, _stamp(shown, lang), TITLE.to(lang), lang)


def _sheet(name: str, one: Checklist, lang: Lang) -> Sheet:
    rows = tuple(_cells(line, lang) for line in one.lines)
    return Sheet(name, tuple(Column(head.to(lang)) for head in _HEADS), rows)


def _name(one: Checklist, lang: Lang) -> str:
    if one.vendor is None:
        return Text("自院のチェックリスト", "Own checklist").to(lang)
    vendor, title = (str(one.vendor[key][lang]) for key in ("vendor", "title"))
    return f"{vendor}：{title}" if lang == "ja" else f"{vendor}: {title}"


def letter_name(one: Checklist) -> str:
    """Where the letter of a vendor lies in the archive."""
    subject = "" if one.vendor is None else str(one.vendor["subject"])
    return f"letters/{subject.replace('/', '-')}.txt"


def _cells(line: Shown, lang: Lang) -> tuple[str, ...]:
    mark = line.mark
    confirmed = (mark and mark.confirmed_on) or line.said.get("checked") or None
    target = (mark and mark.target_on) or line.said.get("planned") or None
    note = mark.note if mark is not None and mark.note else line.said.get("explanation", {}).get(lang, "")
    return (
        line.line.number, line.line.question.to(lang), ANSWERS[line.answer].to(lang), day_text(confirmed, lang),
        day_text(target, lang), note,
    )  # fmt: skip


def day_text(day: date | str | None, lang: Lang) -> str:
    """A day as people read it; empty without one."""
    if not day:
        return ""
    return (When.of(day) if isinstance(day, date) else When.parse(day)).display(lang)


def tables(pack: InspectionPack, lang: Lang) -> dict[str, tuple[Sequence[str], Sequence[Sequence[str]]]]:
    """Each register as headings and rows."""
    held: dict[str, Any] = pack.content.get("registers", {})
    found: dict[str, tuple[Sequence[str], Sequence[Sequence[str]]]] = {}
    for key in ("equipment", "connections"):
        if key in held:
            one = held[key][lang]
            found[key] = ([Text("名称", "Name").to(lang), *one["heads"]], one["rows"])
    for key, heads in (("papers", _WHAT), ("contacts", _WHOM)):
        if key in held:
            found[key] = ([head.to(lang) for head in heads], held[key][lang])
    return found


def paper(shown: Opened, lang: Lang) -> Paper:
    """All lists and registers on one paper."""
    pack = shown.pack
    stamp = _stamp(shown, lang)
    sections = [
        Section(f"list-{number}", _name(one, lang), tuple(_blocks(one, lang)), break_before=number > 0)
        for number, one in enumerate((shown.own, *shown.vendors))
    ]
    for key, (heads, rows) in tables(pack, lang).items():
        cells = tuple(tuple(Cell(value) for value in row) for row in rows)
        block: Block = Table(tuple(Column(head) for head in heads), cells)
        if not cells:
            block = Para(Text("記載がありません。", "Nothing is written down.").to(lang), "note")
        sections.append(Section(f"register-{key}", REGISTERS[key].to(lang), (block,)))
    about = f"{pack.organisation.called(lang)}　{day_text(pack.day, lang)}"
    return Paper(f"inspection-{lang}", TITLE.to(lang), about, lang, "manager", stamp, tuple(sections))


def _blocks(one: Checklist, lang: Lang) -> list[Block]:
    blocks: list[Block] = [Para(f"{one.form.title.to(lang)}", "note")]
    if one.vendor is not None:
        told = STATES[one.vendor["state"]].to(lang)
        line = f"{one.vendor['vendor'][lang]}：{told}" if lang == "ja" else f"{one.vendor['vendor'][lang]}: {told}"
        missing = one.vendor["state"] == "missing"
        blocks.append(Callout("missing", told, line) if missing else Para(line))
    columns = tuple(Column(head.to(lang), weight) for head, weight in zip(_HEADS, (1, 5, 1.4, 2, 2, 3), strict=True))
    rows = tuple(tuple(Cell(text) for text in _cells(line, lang)) for line in one.lines)
    blocks.append(Table(columns, rows, wide=True))
    blocks.append(Para(one.form.coverage.to(lang), "small"))
    return blocks


def _stamp(shown: Opened, lang: Lang) -> Stamp:
    pack = shown.pack
    on = date.fromisoformat(str(pack.content["on"]))
    hashes = tuple((str(name).split("/")[1], str(revision)[:19]) for name, revision in pack.content["made_from"][:4])
    editions = (shown.own.form.edition, *({shown.vendors[0].form.edition} if shown.vendors else ()))
    return Stamp(day_text(on, lang), on, tuple(editions), hashes, None, f"anzenkarte {__version__}")
