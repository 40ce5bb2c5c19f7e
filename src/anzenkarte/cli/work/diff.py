"""``catalogue diff OLD NEW``: what became of every item and chapter from one edition to the other, and what to do."""

from __future__ import annotations

from collections import Counter

from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue
from anzenkarte.catalogue.editions.diff import edition_diff
from anzenkarte.catalogue.editions.model import DiffLine, EditionDiff, Target
from anzenkarte.cli.work.crosswalk import SIGNS
from anzenkarte.cli.work.tables import as_json, checked, choice, render
from anzenkarte.kernel.text import LANGS, Lang


def tell(lang: Lang, ja: str, en: str) -> str:
    """A heading or remark in the language of the paper."""
    return ja if lang == "ja" else en


def show(old: str, new: str, every: bool, form: str, lang: str) -> None:
    """Print the comparison; items that were not read are counted, and listed when ``every`` is set."""
    checked(form)
    tongue: Lang = "ja" if choice("--lang", lang, LANGS) == "ja" else "en"
    catalogue = open_catalogue()
    diff = edition_diff(catalogue, old, new)
    if form == "json":
        print(as_json(diff.json()))
        return
    shown = [line for line in diff.lines if every or line.kind != "unread"]
    blocks = [_lines(catalogue, shown, form, tongue), _counts(catalogue, diff, form, tongue)]
    blocks += [_chapters(catalogue, diff, form, tongue), _announced(diff, form, tongue)]
    print("\n\n".join(block for block in blocks if block))


def _lines(catalogue: Catalogue, lines: list[DiffLine], form: str, lang: Lang) -> str:
    columns = [
        tell(lang, "変わり方", "change"),
        tell(lang, "項目", "item"),
        tell(lang, "新しい版では", "in the new edition"),
    ]
    columns += [tell(lang, "確かさ", "confidence"), tell(lang, "出典", "sources"), "ID"]
    rows = [
        [
            catalogue.messages.text(f"editions.kind-{line.kind}", {}, lang),
            _label(line.item.number, line.item.title.to(lang)),
            "; ".join(_target(target, lang) for target in line.targets) if line.old is not None else "",
            line.confidence,
            _sources(line, form, lang),
            line.item.id,
        ]
        for line in lines
    ]
    return render(columns, rows, form) if rows else ""


def _label(number: str, title: str) -> str:
    return f"{number} {title}".strip()


def _target(target: Target, lang: Lang) -> str:
    sign = next((sign for word, sign in SIGNS.items() if word == target.relation), "?" if target.relation else "№")
    return f"{sign} {_label(target.item.number, target.item.title.to(lang))}"


def _sources(line: DiffLine, form: str, lang: Lang) -> str:
    if form == "md":
        return "; ".join(citation.display(lang) for citation in line.citations)
    return ", ".join(dict.fromkeys(citation.source for citation in line.citations))


def _counts(catalogue: Catalogue, diff: EditionDiff, form: str, lang: Lang) -> str:
    found = Counter((line.kind, line.todo) for line in diff.lines)
    order = list(diff.counts)
    rows = [
        [
            catalogue.messages.text(f"editions.kind-{kind}", {}, lang),
            str(count),
            catalogue.messages.text(todo, {}, lang),
        ]
        for (kind, todo), count in sorted(found.items(), key=lambda pair: (order.index(pair[0][0]), pair[0][1]))
    ]
    columns = [tell(lang, "変わり方", "change"), tell(lang, "件数", "items"), tell(lang, "すること", "what to do")]
    return (
        render(columns, rows, form)
        if rows
        else tell(lang, "どちらの版にも項目がありません。", "Neither edition holds items.")
    )


def _chapters(catalogue: Catalogue, diff: EditionDiff, form: str, lang: Lang) -> str:
    columns = [
        tell(lang, "章", "chapter"),
        tell(lang, "題", "title"),
        tell(lang, "変わり方", "change"),
        tell(lang, "旧版の収録", "old held"),
    ]
    columns += [tell(lang, "新版の収録", "new held"), tell(lang, "確かさ", "confidence")]
    rows = []
    for line in diff.chapters:
        chapter = line.new if line.new is not None else line.old
        rows.append(
            [
                "/".join(part for part in (line.part, line.number) if part),
                chapter.title.to(lang) if chapter is not None else "",
                catalogue.messages.text(f"editions.chapter-{line.kind}", {}, lang),
                line.old.coverage if line.old is not None else "—",
                line.new.coverage if line.new is not None else "—",
                line.confidence,
            ]
        )
    return render(columns, rows, form) if rows else ""


def _announced(diff: EditionDiff, form: str, lang: Lang) -> str:
    columns = [
        tell(lang, "改定として伝えられる点", "announced change"),
        tell(lang, "確かさ", "confidence"),
        tell(lang, "出典", "source"),
    ]
    rows = [[c.summary.to(lang), c.confidence, c.citation.display(lang)] for c in diff.announced]
    return render(columns, rows, form) if rows else ""
