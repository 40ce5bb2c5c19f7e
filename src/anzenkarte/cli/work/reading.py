"""``disclosure read``: a vendor's disclosure, bundle or filled form, read for one institution."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from anzenkarte.assess.run import Assessment, run
from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue
from anzenkarte.cli.language import say
from anzenkarte.cli.work.inputs import day, read_karte
from anzenkarte.cli.work.secrets import key_store, opened, sound_bundle
from anzenkarte.cli.work.tables import as_json, checked, choice
from anzenkarte.documents.content.reading import Reading, Source, reading_paper, text_of
from anzenkarte.documents.render.docx import render_docx
from anzenkarte.documents.render.html import render_html
from anzenkarte.documents.render.pdf import render_pdf
from anzenkarte.formats.atomic import write_directory
from anzenkarte.formats.canonical import digest_bytes
from anzenkarte.formats.plain_text import read_bytes
from anzenkarte.formats.strict_json import load
from anzenkarte.forms.cells import LIMITS
from anzenkarte.forms.needs import Weighed, weigh, weigh_form
from anzenkarte.forms.read import form_of, read_form
from anzenkarte.karte.disclosure.audience import name_of
from anzenkarte.karte.disclosure.file import is_disclosure, read_disclosure
from anzenkarte.karte.disclosure.view import Disclosure
from anzenkarte.karte.document import Document
from anzenkarte.karte.read import read_text
from anzenkarte.karte.select import choose
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.text import LANGS, Lang, Text

DISCLOSURE: Final = "disclosure.json"
"""The name under which a disclosure travels as evidence of a bundle."""


@dataclass(frozen=True)
class _Request:
    file: Path
    form: str
    document: str
    on: date
    lang: Lang


def read(
    file: Path, institution: str, form: str, document: str, on: str, lang: str, out: Path | None, output: str
) -> None:
    """Print what is missing for the institution, and write the page where a folder is given."""
    checked(output)
    tongue: Lang = "ja" if choice("--lang", lang, LANGS) == "ja" else "en"
    catalogue = open_catalogue()
    request = _Request(file, form, document, day(on), tongue)
    own = _own(institution, catalogue, request.on)
    weighed, source = _weighed(request, catalogue, own)
    reading = Reading(weighed, own, source, tongue)
    if out is not None:
        paper = reading_paper(reading, request.on)
        files = {
            "index.html": render_html(paper).encode(),
            "reading.docx": render_docx(paper),
            "reading.pdf": render_pdf(paper),
        }
        write_directory(out, files)
    print(as_json([_json(one) for one in weighed]) if output == "json" else text_of(reading))


def _own(institution: str, catalogue: Catalogue, on: date) -> Assessment:
    """The institution's own documents; nothing is judged, only facts are read."""
    documents = read_karte(institution, catalogue)
    held = [one for one in documents if one.kind == "institution"]
    if len(held) != 1:
        raise InputError(Problem.at("disclosure.no-institution", {"count": len(held)}, file=institution))
    return run(choose(documents, catalogue.vocabulary, held[0].name), catalogue, on, (), {})


def _weighed(request: _Request, catalogue: Catalogue, own: Assessment) -> tuple[tuple[Weighed, ...], Source]:
    data = read_bytes(request.file, str(request.file), LIMITS.zip.archive)
    suffix = request.file.suffix.lower()
    if suffix == ".xlsx" or request.form:
        return _form(request, catalogue, own, data)
    if data[:2] == b"PK":
        return _bundle(request, catalogue, own)
    marked = load(data, str(request.file)) if suffix == ".json" else None
    if marked is not None and is_disclosure(marked.data):
        found = read_disclosure(data, catalogue.vocabulary, str(request.file))
        return _disclosed(request, catalogue, own, found)
    documents = read_text(data, catalogue.vocabulary, None, str(request.file))
    return _documents(request, catalogue, own, documents, say("安全カルテ", "karte"))


def _disclosed(
    request: _Request, catalogue: Catalogue, own: Assessment, found: Disclosure
) -> tuple[tuple[Weighed, ...], Source]:
    title = catalogue.messages.text("reading.document", {}, request.lang)
    weighed, source = _documents(request, catalogue, own, list(found.documents), title)
    hashes = tuple(
        (_label(catalogue, name.partition("/")[0], request.lang), digest) for name, digest in found.made_from
    )
    return weighed, Source(found.maker.name.to(request.lang), source.title, hashes)


def _documents(
    request: _Request, catalogue: Catalogue, own: Assessment, documents: list[Document], title: str
) -> tuple[tuple[Weighed, ...], Source]:
    case = choose(documents, catalogue.vocabulary, request.document)
    shown = run(case, catalogue, request.on, (), {})
    first = documents[0]
    keeper = first.entity("party", first.keeper)
    maker = name_of(keeper) if keeper is not None else Text.of(first.keeper)
    hashes = tuple((_label(catalogue, one.kind, request.lang), one.revision) for one in documents)
    return weigh(catalogue.needs, own.facts, shown.facts), Source(maker.to(request.lang), title, hashes)


def _label(catalogue: Catalogue, kind: str, lang: Lang) -> str:
    return catalogue.vocabulary.kinds[kind].label.to(lang) if kind in catalogue.vocabulary.kinds else kind


def _bundle(request: _Request, catalogue: Catalogue, own: Assessment) -> tuple[tuple[Weighed, ...], Source]:
    """What a sealed bundle holds: the disclosure among its evidence, else its documents; the seal has to hold."""
    store = key_store()
    _, sound = sound_bundle(request.file, store.ring())
    content = opened(store, sound, catalogue.vocabulary)
    if DISCLOSURE in content.evidence:
        place = f"{request.file}:{DISCLOSURE}"
        return _disclosed(
            request, catalogue, own, read_disclosure(bytes(content.evidence[DISCLOSURE]), catalogue.vocabulary, place)
        )
    title = catalogue.messages.text("reading.bundle", {}, request.lang)
    return _documents(request, catalogue, own, list(content.documents), title)


def _form(request: _Request, catalogue: Catalogue, own: Assessment, data: bytes) -> tuple[tuple[Weighed, ...], Source]:
    form = catalogue.forms.get(request.form) if request.form else form_of(data, str(request.file), catalogue.forms)
    if form is None:
        raise InputError(Problem.at("form.which", file=str(request.file)))
    found = read_form(data, str(request.file), form)
    source = Source(request.file.name, form.title.to(request.lang), ((request.file.name, digest_bytes(data)),))
    return weigh_form(catalogue.needs, own.facts, found), source


def _json(one: Weighed) -> dict[str, object]:
    need = one.need
    return {
        "id": need.id,
        "state": one.state,
        "weight": need.weight,
        "title": need.title.json(),
        "why": need.why.json(),
        "ask": need.ask.json(),
        "decide": need.decide.json(),
        "items": list(need.items),
        "confidence": need.confidence,
        "told": [{"about": t.about.json(), "says": t.says.json(), "where": t.where} for t in one.told],
        "asked": one.asked,
        "first": [text.json() for text in one.first],
    }
