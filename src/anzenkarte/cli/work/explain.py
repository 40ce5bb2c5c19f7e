"""``explain``: the full trace of one verdict, finding, decision, cell, reach or support."""

from __future__ import annotations

from anzenkarte.cli.work.inputs import assess
from anzenkarte.cli.work.tables import as_json, checked, choice
from anzenkarte.documents.content.tree import Paper, Para, Reason, Reasons
from anzenkarte.documents.explain import explain, lines
from anzenkarte.kernel.text import LANGS


def run(karte: str, identifier: str, on: str, editions: str, name: str, lang: str, form: str) -> None:
    """Print the trace; an id that is not there ends in InputError with near ones."""
    checked(form)
    tongue = choice("--lang", lang, LANGS)
    paper = explain(assess(karte, on, editions, name), identifier, "ja" if tongue == "ja" else "en")
    if form == "json":
        print(as_json(_json(paper)))
    elif form == "md":
        print("\n".join(_markdown(line) for line in lines(paper)))
    else:
        print("\n".join(lines(paper)))


def _markdown(line: str) -> str:
    """Indented lines as a nested list."""
    depth = len(line) - len(line.lstrip())
    return f"{' ' * (depth - 2)}- {line.lstrip()}" if depth else line


def _json(paper: Paper) -> dict[str, object]:
    blocks = [block for section in paper.sections for block in section.blocks]
    said = [block.text for block in blocks if isinstance(block, Para) and isinstance(block.text, str)]
    why = [_reason(step) for block in blocks if isinstance(block, Reasons) for step in block.path]
    return {"id": paper.subtitle, "what_if": paper.stamp.what_if, "result": said, "why": why}


def _reason(step: Reason) -> dict[str, object]:
    out: dict[str, object] = {"label": step.label, "value": step.value, "mark": step.mark}
    if step.children:
        out["steps"] = [_reason(child) for child in step.children]
    return out
