"""``compile``: one karte in, the whole dossier out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final, get_args

from anzenkarte.assess.run import Assessment
from anzenkarte.cli.language import language, say
from anzenkarte.cli.outcome import FINDINGS, FINE
from anzenkarte.cli.work.inputs import assess, karte_path, progress
from anzenkarte.cli.work.tables import as_json, checked, choice, render
from anzenkarte.documents.content.groups import grouped
from anzenkarte.documents.content.tree import Level
from anzenkarte.documents.content.words import Words
from anzenkarte.documents.dossier import compile_dossier
from anzenkarte.formats.atomic import write_directory
from anzenkarte.kernel.text import LANGS, Lang
from anzenkarte.kernel.verdicts import SEVERITIES

LEVELS: Final[tuple[Level, ...]] = get_args(Level)


def run(
    karte: str,
    on: str,
    editions: str,
    name: str,
    out: Path | None,
    level: str,
    lang: str,
    fail_on: str,
    form: str,
) -> int:
    """Assess, write the dossier directory by one rename, print what it found; returns the exit code."""
    checked(form)
    word = choice("--level", level, LEVELS)
    asked = next(known for known in LEVELS if known == word)
    tongue: Lang = "ja" if choice("--lang", lang, LANGS) == "ja" else "en"
    choice("--fail-on", fail_on, ("never", *SEVERITIES))
    with progress("評価しています", "assessing"):
        assessment = assess(karte, on, editions, name)
    target = out if out is not None else Path(f"{_stem(karte)}-dossier")
    with progress("書類を作っています", "writing papers"):
        write_directory(target, compile_dossier(assessment, asked, tongue))
    print(_summary(assessment, target, form))
    limit = SEVERITIES.index(fail_on) if fail_on in SEVERITIES else -1
    return FINDINGS if any(SEVERITIES.index(f.severity) <= limit for f in assessment.findings) else FINE


def _severity(words: Words, severity: str) -> str:
    return words.say(f"severity.{severity}")


def _stem(karte: str) -> str:
    path = karte_path(karte)
    return path.parent.name if path.name == "karte.yaml" else path.stem


def _summary(assessment: Assessment, target: Path, form: str) -> str:
    counts = Counter(finding.severity for finding in assessment.findings)
    if form == "json":
        return as_json(
            {
                "on": assessment.on.isoformat(),
                "editions": [edition.id for edition in assessment.editions],
                "what_if": list(assessment.what_if),
                "findings": {severity: counts.get(severity, 0) for severity in SEVERITIES},
                "out": str(target),
            }
        )
    words = Words(assessment, language())
    worst = [f for f in assessment.findings if f.severity in ("urgent", "action")]
    rows = [
        (_severity(words, group.severity), group.title, str(len(group.findings)), group.findings[0].id)
        for group in grouped(words, worst)
    ]
    columns = (
        say("緊急度", "severity"),
        say("要対応事項", "finding"),
        say("件数", "count"),
        say("IDの例", "example id"),
    )
    parts = [render(columns, rows, form)] if rows else []
    tally = "  ".join(f"{_severity(words, severity)} {counts.get(severity, 0)}" for severity in SEVERITIES)
    parts.append(tally)
    if assessment.what_if:
        names = ", ".join(assessment.what_if)
        parts.append(
            say(
                f"仮定の評価：{names} は {assessment.on.isoformat()} に有効ではありません。",
                f"What-if: {names} not in force on {assessment.on.isoformat()}.",
            )
        )
    parts.append(say(f"書類一式：{target}", f"Dossier: {target}"))
    return "\n".join(parts)
