"""``oscal validate|resolve``: documents of others checked, profiles resolved; loads no catalogue of ours."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from anzenkarte.cli.language import say
from anzenkarte.cli.late import work
from anzenkarte.exchange.loose import mapping
from anzenkarte.exchange.oscal.document import Document, read_document
from anzenkarte.exchange.oscal.resolution.chain import resolve
from anzenkarte.exchange.oscal.write import to_bytes
from anzenkarte.formats.atomic import write_file
from anzenkarte.formats.values import Json


def validate(file: Path) -> None:
    """Check a document against the official schema; every fault is raised together."""
    document = read_document(file)
    print(say(f"誤りはありません（{_counted(document)}）。", f"No problem found ({_counted(document)})."))


def _counted(document: Document) -> str:
    tally: Counter[str] = Counter()
    waiting: list[Json] = [dict(document.body)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            for key in ("controls", "maps", "imports"):
                listed = value.get(key)
                tally[key] += len(listed) if isinstance(listed, list) else 0
            waiting.extend(part for key, part in value.items() if key in ("groups", "controls", "mappings"))
        elif isinstance(value, list):
            waiting.extend(value)
    return ", ".join((document.model, *(f"{key} {count}" for key, count in tally.items() if count)))


def resolve_profile(profile: Path, out: Path, beside: list[Path]) -> None:
    """Write the catalogue a profile stands for; what it asked for and is not there is told on standard error."""
    resolved = resolve(profile, beside)
    write_file(out, to_bytes(dict(resolved.document)))
    if resolved.notes:
        work("messages").print_problems(resolved.notes)
    count = _counted(Document("catalog", mapping(resolved.document["catalog"])))
    print(say(f"書き出しました：{out}（{count}）", f"Written: {out} ({count})"))
