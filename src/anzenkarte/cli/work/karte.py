"""``karte new|check|diff|schema|import``: documents made, checked, compared and filled from bills of materials."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue
from anzenkarte.catalogue.messages import Messages
from anzenkarte.cli.language import language, say
from anzenkarte.cli.work.inputs import day, karte_path, read_karte, refuse_sample
from anzenkarte.cli.work.tables import as_json, checked, choice
from anzenkarte.formats.atomic import write_file
from anzenkarte.formats.plain_text import read_bytes
from anzenkarte.formats.values import Json
from anzenkarte.karte.diff import Change, describe, diff
from anzenkarte.karte.document import Document, file_text
from anzenkarte.karte.new import build
from anzenkarte.karte.questions import Question, answer_faults, questions, read_answer, read_answers
from anzenkarte.karte.read import read_file
from anzenkarte.karte.sbom import grouped
from anzenkarte.karte.sbom import import_sbom as read_sbom
from anzenkarte.karte.sbom_merge import merge_into
from anzenkarte.karte.schema import json_schema
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.text import LANGS, Lang

_SBOM_BYTES = 64 * 1024 * 1024
LEFTOVERS = "x-leftovers"


def new(out: Path, answers: Path | None, lang: str) -> None:
    """Write a new karte from an answers file, or from questions asked on the terminal."""
    tongue: Lang = "ja" if choice("--lang", lang, LANGS) == "ja" else "en"
    if out.exists():
        raise InputError(Problem.at("cli.exists", {"file": str(out)}))
    catalogue = open_catalogue()
    given = read_answers(answers, catalogue.vocabulary) if answers is not None else _ask(catalogue, tongue)
    documents = build(given, catalogue.vocabulary, _urn, day("").isoformat(), str(out))
    write_file(out, file_text(documents).encode())
    print(say(f"{out} を書きました。次：anzenkarte compile {out}", f"Wrote {out}. Next: anzenkarte compile {out}"))


def _urn() -> str:
    return f"urn:uuid:{uuid.uuid4()}"


def _ask(catalogue: Catalogue, lang: Lang) -> Mapping[str, Json]:
    """Ask what the answers so far leave to be asked; an empty line leaves a question open, ``?`` says not known."""
    answers: dict[str, Json] = {}
    print(say("空行で飛ばす、? は「分からない」", "empty line skips, ? means not known"))
    for question in questions(catalogue.vocabulary):
        while question.asked(answers):
            answer = _one(question, catalogue.messages, lang)
            if answer is None and question.required:
                print(say("この質問には答えが必要です。", "This question needs an answer."))
                continue
            if answer is not None:
                answers[question.id] = answer
            break
    return answers


def _texts(params: Mapping[str, object]) -> dict[str, str]:
    return dict(Problem.at("", params).params)


def _one(question: Question, messages: Messages, lang: Lang) -> Json:
    print(question.text.to(lang))
    for number, (word, label) in enumerate(question.spec.values.items(), 1):
        print(f"  {number}. {label.to(lang)} ({word})")
    while True:
        try:
            typed = input("> ").strip()
        except EOFError:
            raise InputError(Problem.at("cli.no-answers")) from None
        if not typed:
            return None
        value = read_answer(question, typed)
        found = list(answer_faults(question, value))
        if not found:
            return value
        for fault in found:
            print(messages.text(fault.code, _texts(fault.params), lang), file=sys.stderr)


def check(karte: str) -> None:
    """Read the file; every problem of it is raised together."""
    documents = read_karte(karte, open_catalogue())
    for document in documents:
        count = sum(len(group) for group in document.entities.values())
        print(f"{document.kind}/{document.name}  {document.revision}  {count}")
    print(say("誤りはありません。", "No problem found."))


def differ(old: str, new_: str, lang: str, form: str) -> None:
    """Print the differences in words."""
    checked(form)
    tongue: Lang = "ja" if choice("--lang", lang, LANGS) == "ja" else "en"
    catalogue = open_catalogue()
    changes = diff(read_karte(old, catalogue), read_karte(new_, catalogue), catalogue.vocabulary)
    if form == "json":
        print(as_json([_change(change) for change in changes]))
        return
    lines = describe(changes, catalogue.vocabulary, tongue)
    mark = "- " if form == "md" else ""
    print("\n".join(mark + line for line in lines) if lines else say("違いはありません。", "No difference."))


def _change(change: Change) -> dict[str, object]:
    shown = {"what": change.what, "document": change.document, "kind": change.kind, "id": change.id}
    values: dict[str, object] = {key: value for key, value in shown.items() if value}
    if change.field:
        values |= {"field": change.field, "old": change.old, "new": change.new}
    return values


def schema() -> None:
    """Print the JSON Schema of karte documents."""
    print(as_json(json_schema(open_catalogue().vocabulary)))


def import_sbom(karte: Path, sbom: Path, out: Path | None, name: str, part_of: str) -> None:
    """Add an SBOM's components to a document; print what was added, what differs and what found no place."""
    if out is None:
        refuse_sample(karte)
    catalogue = open_catalogue()
    documents = read_file(karte_path(str(karte)), catalogue.vocabulary)
    target = _target(documents, name)
    imported = read_sbom(read_bytes(sbom, str(sbom), _SBOM_BYTES), str(sbom))
    merged = merge_into(target, imported, part_of)
    kept = _with_leftovers(merged.document, sbom.name, grouped(imported.leftovers))
    changed = [kept if document is target else document for document in documents]
    write_file(out if out is not None else karte, file_text(changed).encode())
    print(
        say(
            f"追加 {len(merged.added)}、補完 {len(merged.filled)}、相違 {len(merged.differences)}",
            f"added {len(merged.added)}, filled {len(merged.filled)}, differing {len(merged.differences)}",
        )
    )
    for difference in merged.differences:
        print(f"  ≠ {difference.component}/{difference.field}: {difference.written} | {difference.imported}")
    messages = catalogue.messages
    for path, reason, count in grouped(imported.leftovers):
        print(f"  … {path} × {count}: {messages.text(reason, {}, language())}")


def _with_leftovers(document: Document, source: str, leftovers: list[tuple[str, str, int]]) -> Document:
    """The document with what the SBOM brought and nothing could hold, named under ``x-leftovers``."""
    known = document.header.get(LEFTOVERS)
    before = dict(known) if isinstance(known, dict) else {}
    named: dict[str, Json] = {path: {"reason": reason, "count": count} for path, reason, count in leftovers}
    if before.get(source) == named or not (named or source in before):
        return document
    return replace(document, header={**document.header, LEFTOVERS: {**before, source: named}}, sealed="")


def _target(documents: list[Document], name: str) -> Document:
    """The document called ``name``; without a name the service, else the only document."""
    for document in documents:
        if (name and document.name == name) or (not name and document.kind == "service"):
            return document
    if not name and len(documents) == 1:
        return documents[0]
    names = tuple(document.name for document in documents)
    raise InputError(Problem.at("case.unknown" if name else "case.choose", {"name": name, "names": names}))
