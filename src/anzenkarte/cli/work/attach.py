"""``catalogue attach|attached|detach``: official files read on the user's machine, compared and kept there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from anzenkarte.catalogue.attached.attach import Reading, read_official
from anzenkarte.catalogue.attached.beside import OfficialText
from anzenkarte.catalogue.attached.draft import draft as make_draft
from anzenkarte.catalogue.attached.official import Note
from anzenkarte.catalogue.attached.place import Placed
from anzenkarte.catalogue.attached.store import Attached, load, remove, save
from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue
from anzenkarte.catalogue.folders import installed_roots
from anzenkarte.cli.language import language, say
from anzenkarte.cli.work.inputs import day, progress
from anzenkarte.cli.work.official import STANDINGS, where
from anzenkarte.cli.work.tables import as_json, checked, render
from anzenkarte.formats.atomic import write_directory
from anzenkarte.kernel.errors import InputError, Problem

_SHOWN = ("number_differs", "not_printed", "unnumbered", "not_held")


def attach(edition: str, file: Path, part: str, draft: Path | None, form: str) -> None:
    """Read, compare, keep, and print what agrees, what differs and what could not be placed."""
    checked(form)
    catalogue = open_catalogue()
    today = day("")
    chosen = catalogue.resolve([edition], today)[0]
    with progress("公式の文を読んでいます", "Reading the official text"):
        reading = read_official(file, chosen, part, today.isoformat())
    save(reading.attached, [root.folder for root in installed_roots()])
    text = OfficialText(catalogue.editions, catalogue.items, load(chosen.id))
    lines = text.compare(reading.attached)
    if form == "json":
        print(as_json(_report_json(reading, lines, text)))
    else:
        _print_report(catalogue, reading, lines, text, form)
    if draft is not None:
        files = make_draft(chosen, text)
        write_directory(draft, files)
        if form != "json":
            print(say(f"カタログ案を書き出しました：{draft}", f"Catalogue draft written: {draft}"))


def _print_report(catalogue: Catalogue, reading: Reading, lines: list[Placed], text: OfficialText, form: str) -> None:
    attached = reading.attached
    print(f"{attached.edition} {attached.part}  {attached.file}  SHA-256 {attached.sha256}")
    print(_known(attached))
    if reading.other_edition:
        print(
            say(
                f"注意：表紙には {reading.other_edition} とあります。版を確かめてください。",
                f"Note: the cover says {reading.other_edition}. Check the edition.",
            )
        )
    counts: Counter[str] = Counter(line.standing for line in lines)
    items = len(attached.parsed.items)
    print(say(f"公式の項目 {items}", f"official items {items}"))
    for standing, words in STANDINGS.items():
        print(f"  {words.to(language())}: {counts[standing]}")
    rows = [_row(text, attached, line) for standing in _SHOWN for line in lines if line.standing == standing]
    if rows:
        columns = [say("区分", "standing"), "ID", say("こちら", "ours"), say("公式", "printed"), say("場所", "place")]
        print(render(columns, rows, form))
    notes = attached.parsed.notes
    print(say(f"置けなかったもの {len(notes)}", f"could not be placed {len(notes)}"))
    for note in notes:
        print(f"  {_note(catalogue, note)}")


def _known(attached: Attached) -> str:
    if attached.source:
        return say(
            f"カタログが知っている公式ファイル（{attached.source}）と同じ SHA-256 です。",
            f"The SHA-256 is that of the official file the catalogue knows ({attached.source}).",
        )
    return say(
        "カタログが SHA-256 を知っているファイルではありません（別のファイル、または未登録の版です）。",
        "This is not a file whose SHA-256 the catalogue knows (another file, or one not yet recorded).",
    )


def _row(text: OfficialText, attached: Attached, line: Placed) -> list[str]:
    shown = line.official or line.likely
    printed = "—" if shown is None else shown.printed
    if line.likely is not None:
        printed = say(f"おそらく {line.likely.printed}", f"perhaps {line.likely.printed}")
    number = line.item.number or "—" if line.item is not None else "—"
    place = where(line.likely or shown) if shown is not None else "—"
    words = STANDINGS[line.standing].to(language())
    return [words, text.identity(attached.edition, line), number, printed, place]


def _note(catalogue: Catalogue, note: Note) -> str:
    place = say(f"{note.page} 頁・行", f"p./row {note.page}") if note.page else ""
    sentence = catalogue.messages.text(note.code, {}, language())
    return " ".join(part for part in (place, note.number, sentence, note.text) if part)


def _report_json(reading: Reading, lines: list[Placed], text: OfficialText) -> dict[str, object]:
    attached = reading.attached
    return {
        **_attached_json(attached),
        "cover_says": reading.other_edition,
        "lines": [
            {
                "standing": line.standing,
                "id": text.identity(attached.edition, line),
                "ours": line.item.number if line.item is not None else None,
                "printed": line.official.printed if line.official is not None else None,
                "likely": line.likely.printed if line.likely is not None else None,
                "page": line.official.page if line.official is not None else None,
            }
            for line in lines
        ],
        "notes": [note.json() for note in attached.parsed.notes],
    }


def _attached_json(attached: Attached) -> dict[str, object]:
    return {
        "edition": attached.edition,
        "part": attached.part,
        "file": attached.file,
        "sha256": attached.sha256,
        "source": attached.source,
        "attached_on": attached.attached_on,
        "format": attached.format,
        "pages": attached.pages,
        "items": len(attached.parsed.items),
        "unplaced": len(attached.parsed.notes),
    }


def list_attached(form: str) -> None:
    """Print every attached file."""
    checked(form)
    found = load()
    if form == "json":
        print(as_json([_attached_json(attached) for attached in found]))
        return
    columns = [say("版", "edition"), say("編", "part"), say("ファイル", "file"), say("項目", "items")]
    columns += [say("取り込み日", "attached on"), say("カタログの出典", "source"), "SHA-256"]
    rows = [
        [
            attached.edition,
            attached.part or "—",
            attached.file,
            str(len(attached.parsed.items)),
            attached.attached_on,
            attached.source or "—",
            attached.sha256,
        ]
        for attached in found
    ]
    print(render(columns, rows, form))


def detach(edition: str, part: str) -> None:
    """Remove what is attached; InputError ``attach.nothing-attached`` when there is nothing."""
    count = remove(edition, part)
    if not count:
        raise InputError(Problem.at("attach.nothing-attached", {"edition": edition}))
    print(say(f"{count} 件を消しました。", f"Removed {count}."))
