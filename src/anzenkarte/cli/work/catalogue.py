"""``catalogue list|show|check``: what the catalogues hold, how sure each line is, and whether they hold together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from anzenkarte.catalogue.attached.store import load as load_attached
from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue
from anzenkarte.catalogue.check import CheckReport, CoverageRow
from anzenkarte.catalogue.check import check as check_catalogue
from anzenkarte.catalogue.folders import installed_roots
from anzenkarte.catalogue.model import Edition, Item
from anzenkarte.cli.language import language, say
from anzenkarte.cli.work.entries import entry_ids, show_entry
from anzenkarte.cli.work.inputs import day
from anzenkarte.cli.work.official import missing_rows, official_json, official_rows, show_official
from anzenkarte.cli.work.tables import as_json, checked, choice, render
from anzenkarte.kernel.citations import CONFIDENCES
from anzenkarte.kernel.errors import CatalogueError, InputError, Problem
from anzenkarte.kernel.text import LANGS, Lang


def list_editions(on: str, form: str) -> None:
    """Every edition with its days in force and how many items are held at which confidence."""
    checked(form)
    catalogue, asked = open_catalogue(), day(on)
    rows = [_edition_row(catalogue, edition) for edition in catalogue.editions.values()]
    if form == "json":
        print(as_json([{**row, "in_force_on": catalogue.editions[str(row["id"])].in_force_on(asked)} for row in rows]))
        return
    columns = ["ID", say("名称", "title"), say("有効", "in force"), say("項目", "items"), *CONFIDENCES[:3]]
    lines = []
    for row in rows:
        edition = catalogue.editions[str(row["id"])]
        counts = Counter(item.confidence for item in catalogue.items(edition.id))
        force = " – ".join((str(row["from"]), str(row["until"]))) if edition.in_force else "—"
        mark = " *" if edition.in_force_on(asked) else ""
        cells = [str(counts.get(word, 0)) for word in CONFIDENCES[:3]]
        lines.append([edition.id, edition.title.to(language()), force + mark, str(row["items"]), *cells])
    print(render(columns, lines, form))
    print(say(f"* {asked.isoformat()} に有効", f"* in force on {asked.isoformat()}"))


def _edition_row(catalogue: Catalogue, edition: Edition) -> dict[str, object]:
    start, until = edition.in_force if edition.in_force is not None else (None, None)
    return {
        "id": edition.id,
        "title": edition.title.json(),
        "kind": edition.kind,
        "binds": edition.binds,
        "from": start.iso if start is not None else "",
        "until": until.iso if until is not None else "",
        "items": len(catalogue.items(edition.id)),
        "complete": edition.complete,
    }


def show(identifier: str, form: str, lang: str) -> None:
    """An edition with its items, or one item, scheme, law, decision on scope or duty in full."""
    checked(form)
    tongue: Lang = "ja" if choice("--lang", lang, LANGS) == "ja" else "en"
    catalogue = open_catalogue()
    if identifier in catalogue.editions:
        _show_edition(catalogue, catalogue.editions[identifier], form, tongue)
        return
    item, beside = catalogue.item(identifier), catalogue.official(identifier)
    if item is None and beside is not None:
        show_official(beside, form)
        return
    entry = catalogue.written(identifier) if item is None else None
    if entry is not None:
        show_entry(entry, form, tongue)
        return
    if item is None:
        raise InputError(Problem.at("cli.edition-or-item", {"given": identifier, "near": _near(catalogue, identifier)}))
    if form == "json":
        print(as_json({**item_json(item), "official": official_json(beside)}))
        return
    rows = [
        ["ID", item.id],
        [say("番号", "number"), item.number or "—"],
        [say("名称", "title"), item.title.ja if tongue == "ja" else item.title.en],
        [say("要旨", "summary"), item.summary.ja if tongue == "ja" else item.summary.en],
        [say("名宛人", "addressee"), item.addressee],
        [say("確かさ", "confidence"), item.confidence],
        [say("読んだもの", "read in"), item.read_in.ja if tongue == "ja" else item.read_in.en],
        [say("出典", "citation"), item.citation.display(tongue)],
        *[[say("判定の条件", "rule"), rule.id] for rule in catalogue.rules(item.edition) if rule.item == item.id],
        *official_rows(beside),
    ]
    print(render([say("欄", "field"), say("内容", "content")], rows, form))


def _near(catalogue: Catalogue, identifier: str) -> list[str]:
    head = identifier.partition("/")[0]
    if head in catalogue.editions:
        tail = identifier.rpartition("/")[0]
        return [item.id for item in catalogue.items(head) if item.id.startswith(tail)][:5] or [head]
    known = [*catalogue.editions, *entry_ids(catalogue)]
    alike = [name for name in known if head.partition("-")[0] in name][:8]
    return alike or get_close_matches(head, known, n=5, cutoff=0.4) or list(catalogue.editions)[:8]


def _show_edition(catalogue: Catalogue, edition: Edition, form: str, lang: str) -> None:
    items = catalogue.items(edition.id)
    if form == "json":
        body = {"id": edition.id, "title": edition.title.json(), "edition": edition.edition}
        printed = [official_json(beside) for beside in catalogue.official_text.missing(edition.id)]
        lists = {"items": [item_json(item) for item in items], "official_only": printed}
        print(as_json({**body, "coverage": _coverage(edition), **lists}))
        return
    print(edition.title.ja if lang == "ja" else edition.title.en)
    columns = [say("番号", "number"), say("名称", "title"), say("確かさ", "confidence"), "ID"]
    rows = [
        [item.number or "—", item.title.ja if lang == "ja" else item.title.en, item.confidence, item.id]
        for item in items
    ]
    print(render(columns, [*rows, *missing_rows(catalogue, edition.id)], form))


def _coverage(edition: Edition) -> list[dict[str, object]]:
    return [
        {"part": c.part, "chapter": c.number, "title": c.title.json(), "coverage": c.coverage} for c in edition.chapters
    ]


def item_json(item: Item) -> dict[str, object]:
    """An item as programs read it."""
    return {
        "id": item.id,
        "number": item.number,
        "title": item.title.json(),
        "summary": item.summary.json(),
        "addressee": item.addressee,
        "part": item.part,
        "chapter": item.chapter,
        "confidence": item.confidence,
        "read_in": item.read_in.json(),
        "citation": item.citation.json(),
        "carried_from": item.carried_from,
        "aliases": list(item.aliases),
        "extra": dict(item.extra),
    }


def _row_json(row: CoverageRow) -> dict[str, object]:
    return {
        "edition": row.edition,
        "part": row.part,
        "chapter": row.chapter,
        "title": row.title.json(),
        "coverage": row.coverage,
        "items": row.items,
        "confidence": dict(row.confidence),
        "official": {"printed": row.printed, "beside": row.beside},
    }


def _row_cells(row: CoverageRow, lang: Lang, attached: bool) -> list[str]:
    place = "/".join(part for part in (row.part, row.chapter) if part)
    counts = [str(row.confidence.get(word, 0)) for word in CONFIDENCES[:3]]
    official = [f"{row.beside}/{row.printed}" if row.printed else "—"] if attached else []
    return [row.edition, place, row.title.to(lang), row.coverage, str(row.items), *counts, *official]


def _counted(report: CheckReport) -> Iterator[tuple[str, str]]:
    """Every number in a line: of everything, per edition with what its items carry, per further kind of file."""
    yield from ((name, str(count)) for name, count in report.counts.items())
    for edition, count in report.items.items():
        more = [f"{key} {number}" for key, number in report.extras.get(edition, {}).items()]
        yield edition, ", ".join([f"items {count}", *more])
    for schema, counts in report.lists.items():
        yield schema.split("/")[1], ", ".join(f"{key} {number}" for key, number in counts.items())


def check(folder: Path | None, form: str) -> None:
    """Print coverage and counts; every fault of the catalogues is raised together.

    A given folder may point at what the installed catalogues hold, such as the edition a draft takes the place of.

    Where official text is attached, coverage says how many of its numbered items stand beside an item of ours.
    """
    checked(form)
    attached = load_attached()
    if folder is None:
        report = check_catalogue(None, attached)
    else:
        report = check_catalogue([folder], attached, installed_roots())
    if form == "json":
        rows = [_row_json(row) for row in report.coverage]
        nested = {
            name: {key: dict(counts) for key, counts in table.items()}
            for name, table in (("lists", report.lists), ("extras", report.extras))
        }
        print(as_json({"coverage": rows, "counts": dict(report.counts), "items": dict(report.items), **nested}))
    else:
        lang = language()
        columns = [say("版", "edition"), say("章", "chapter"), say("名称", "title"), say("収録", "coverage")]
        columns += [say("項目", "items"), *CONFIDENCES[:3], *([say("公式の文", "attached")] if attached else [])]
        print(render(columns, [_row_cells(row, lang, bool(attached)) for row in report.coverage], form))
        for name, counts in _counted(report):
            print(f"{name}: {counts}")
    if report.problems:
        raise CatalogueError(report.problems)
    if form != "json":
        print(say("誤りはありません。", "No problem found."))
