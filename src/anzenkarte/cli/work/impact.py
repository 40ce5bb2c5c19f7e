"""``impact KARTE|DIR OLD NEW``: what a change of edition means for one karte, or for every karte in a folder."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from anzenkarte.assess.impact.engine import impact
from anzenkarte.assess.impact.results import STANDINGS, Asked, Due, Impact
from anzenkarte.assess.impact.transition import Transition, transition
from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue
from anzenkarte.cli.language import language
from anzenkarte.cli.outcome import BAD_INPUT, FINE
from anzenkarte.cli.work.diff import tell
from anzenkarte.cli.work.impact_many import Outcome, karte_files, outcomes
from anzenkarte.cli.work.inputs import day, progress, read_karte
from anzenkarte.cli.work.tables import as_json, checked, choice, render
from anzenkarte.kernel.errors import Problem
from anzenkarte.kernel.text import LANGS, Lang


def run(karte: str, old: str, new: str, on: str, form: str, lang: str) -> int:
    """Print the impact of one karte, or of all in a folder; returns the exit code."""
    checked(form)
    tongue: Lang = "ja" if choice("--lang", lang, LANGS) == "ja" else "en"
    asked, catalogue = day(on), open_catalogue()
    change = transition(catalogue, old, new)
    if Path(karte).is_dir():
        return _folder(Path(karte), change, asked, form, tongue)
    found = impact(read_karte(karte, catalogue), change, asked)
    print(as_json(found.json()) if form == "json" else _one(found, change, form, tongue))
    return FINE


# --- one karte ------------------------------------------------------------------------------------------------


def _one(found: Impact, change: Transition, form: str, lang: Lang) -> str:
    blocks = [_header(change, found.on, lang), _statements(found, change.catalogue, form, lang)]
    blocks += [_due(found, change.catalogue, form, lang), _asked(found, change.catalogue, form, lang)]
    blocks.append(_new_items(found, change.catalogue, form, lang))
    return "\n\n".join(block for block in blocks if block)


def _header(change: Transition, on: date, lang: Lang) -> str:
    old, new = change.diff.old, change.diff.new
    line = f"{old.title.to(lang)} → {new.title.to(lang)}"
    if new.in_force_on(on):
        return line
    day_text = on.isoformat()
    return (
        line
        + "\n"
        + tell(
            lang,
            f"仮定の評価：{new.id} は {day_text} に有効ではありません。",
            f"What-if: {new.id} is not in force on {day_text}.",
        )
    )


def _statements(found: Impact, catalogue: Catalogue, form: str, lang: Lang) -> str:
    if not found.statements:
        return tell(
            lang, f"{found.old} の項目についての回答はありません。", f"No answer is about an item of {found.old}."
        )
    columns = [
        tell(lang, "回答は", "answer"),
        tell(lang, "項目", "item"),
        tell(lang, "回答", "said"),
        tell(lang, "引き継げる先", "carries to"),
    ]
    columns += [tell(lang, "すること", "what to do"), "ID"]
    rows = []
    for statement in found.statements:
        line = statement.line
        rows.append(
            [
                catalogue.messages.text(f"editions.state-{statement.standing}", {}, lang),
                f"{line.item.number} {line.item.title.to(lang)}".strip() if line is not None else statement.item,
                statement.answer,
                ", ".join(statement.carried),
                catalogue.messages.text(statement.todo, {}, lang),
                f"{statement.document}#{statement.statement}",
            ]
        )
    return render(columns, rows, form)


def _due(found: Impact, catalogue: Catalogue, form: str, lang: Lang) -> str:
    columns = [
        tell(lang, "期限", "deadline"),
        tell(lang, "日", "day"),
        tell(lang, "対象", "subject"),
        tell(lang, "備え", "readiness"),
    ]
    columns += [tell(lang, "予定", "by"), tell(lang, "尋ねること", "to ask"), tell(lang, "確かさ", "confidence")]
    rows = [
        [
            due.deadline.title.to(lang),
            due.deadline.date.display(lang),
            due.subject,
            _state(due, catalogue, lang),
            due.by.display(lang) if due.by is not None else "",
            " ".join(_question(catalogue, read.name, lang) for read in due.missing),
            due.deadline.confidence,
        ]
        for case in found.cases
        for due in case.due
    ]
    return render(columns, rows, form) if rows else ""


def _state(due: Due, catalogue: Catalogue, lang: Lang) -> str:
    own = next((state.text.to(lang) for state in due.deadline.states if state.id == due.state), "")
    text = own or catalogue.messages.text(f"editions.deadline-{due.state}", {}, lang)
    late = catalogue.messages.text("editions.deadline-overdue", {}, lang)
    return f"{text} ({late})" if due.overdue else text


def _question(catalogue: Catalogue, name: str, lang: Lang) -> str:
    spec = catalogue.vocabulary.facts.get(name)
    return spec.question.to(lang) if spec is not None else name


def _asked(found: Impact, catalogue: Catalogue, form: str, lang: Lang) -> str:
    """Facts newly asked, each once with the cases it is asked for."""
    columns = [tell(lang, "新たに尋ねられること", "newly asked"), tell(lang, "対象", "subject")]
    columns += [tell(lang, "票", "document"), tell(lang, "項目", "items")]
    cases: dict[Asked, list[str]] = {}
    for case in found.cases:
        for asked in case.asked:
            cases.setdefault(asked, []).append(case.name)
    rows = [
        [_question(catalogue, asked.fact, lang), asked.subject, ", ".join(names), ", ".join(asked.items)]
        for asked, names in cases.items()
    ]
    return render(columns, rows, form) if rows else ""


def _new_items(found: Impact, catalogue: Catalogue, form: str, lang: Lang) -> str:
    columns = [
        tell(lang, "新しく答える項目（新設か未確認を含む）", "item to answer (new or perhaps new)"),
        tell(lang, "名称", "title"),
        tell(lang, "確かさ", "confidence"),
        "ID",
    ]
    names = dict.fromkeys(name for case in found.cases for name in case.items)
    items = [item for item in map(catalogue.item, names) if item is not None]
    rows = [[item.number or "—", item.title.to(lang), item.confidence, item.id] for item in items]
    return render(columns, rows, form) if rows else ""


# --- a folder -------------------------------------------------------------------------------------------------


def _folder(folder: Path, change: Transition, on: date, form: str, lang: Lang) -> int:
    files = karte_files(folder)
    with progress("読んでいます", "reading"):
        found = outcomes(folder, files, (change.diff.old.id, change.diff.new.id), on)
    good, bad = [one for one in found if one.row], [one for one in found if one.problems]
    totals = _totals(good)
    if form == "json":
        print(
            as_json(
                {
                    "old": change.diff.old.id,
                    "new": change.diff.new.id,
                    "on": on.isoformat(),
                    "in_force": change.diff.new.in_force_on(on),
                    "totals": totals,
                    "karte": [{"file": one.file, **one.row} for one in good],
                    "skipped": [one.file for one in bad],
                }
            )
        )
    else:
        print("\n\n".join((_header(change, on, lang), _table(good, totals, change.catalogue, form, lang))))
    _report(bad, change.catalogue)
    return BAD_INPUT if bad else FINE


def _totals(good: Sequence[Outcome]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in good:
        total.update(one.counts)
    return {"karte": len(good), **{name: total[name] for name in (*STANDINGS, "new_items", "asked", "open_deadlines")}}


def _table(good: Sequence[Outcome], totals: dict[str, int], catalogue: Catalogue, form: str, lang: Lang) -> str:
    names = [catalogue.messages.text(f"editions.state-{standing}", {}, lang) for standing in STANDINGS]
    columns = [
        tell(lang, "安全カルテ", "karte"),
        *names,
        tell(lang, "新しい項目", "new items"),
        tell(lang, "新たに尋ねる", "newly asked"),
    ]
    columns.append(tell(lang, "期限（未了）", "deadlines open"))
    keys = (*STANDINGS, "new_items", "asked", "open_deadlines")
    rows = [[one.file, *(str(one.counts[key]) for key in keys)] for one in good]
    count = totals["karte"]
    rows.append([tell(lang, f"計 {count}件", f"{count} in all"), *(str(totals[key]) for key in keys)])
    return render(columns, rows, form)


def _report(bad: Sequence[Outcome], catalogue: Catalogue) -> None:
    """One line per file that could not be read, then how many there were."""
    if not bad:
        return
    lang, messages = language(), catalogue.messages
    for one in bad:
        first = messages.problem(one.problems[0], lang)
        more = {"first": first, "others": str(len(one.problems) - 1)}
        print(messages.text("editions.skipped", more, lang), file=sys.stderr)
    count = Problem.at("editions.not-read", {"count": len(bad)})
    print(messages.problem(count, lang), file=sys.stderr)
