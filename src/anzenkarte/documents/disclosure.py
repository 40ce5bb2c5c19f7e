"""The papers of a disclosure: the same content tree as any dossier, made from the recipient's view alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Final

from anzenkarte.assess.run import Assessment
from anzenkarte.documents.content.clinic import clinic_sections
from anzenkarte.documents.content.disclosed import about_section, withheld_rows
from anzenkarte.documents.content.paper import Content, content, paper
from anzenkarte.documents.content.sheets import sheets
from anzenkarte.documents.content.tree import Column, Level, Paper
from anzenkarte.documents.render.docx import render_docx
from anzenkarte.documents.render.html import render_html
from anzenkarte.documents.render.pdf import render_pdf
from anzenkarte.documents.render.xlsx import Sheet, render_xlsx
from anzenkarte.karte.disclosure.file import disclosure_bytes
from anzenkarte.karte.disclosure.view import Disclosure
from anzenkarte.kernel.text import Lang

_SPARE: Final[dict[Lang, int]] = {"ja": 4, "en": 7}  # lines of the clinic's page that say what the paper is
FILES: Final = ("index.html", "disclosure.pdf", "disclosure.docx", "disclosure.xlsx", "disclosure.json")


def disclosure_paper(found: Content, disclosure: Disclosure, level: Level) -> Paper:
    """The paper at one reading level; what it is stands first, in the clinic's paper last."""
    words, lang = found.words, found.words.lang
    whole = paper(found, level)
    about = about_section(words, disclosure, level)
    if level == "clinic":
        ordered = (*clinic_sections(words, found.rows, found.groups, _SPARE[lang]), about)
    else:
        ordered = (about, *whole.sections)
    return replace(
        whole,
        id=f"disclosure-{level}-{words.lang}",
        subtitle=words.say("disclosed.title", recipient=words.of(disclosure.recipient.name)),
        sections=ordered,
    )


def compile_disclosure(disclosure: Disclosure, assessment: Assessment, level: Level, lang: Lang) -> dict[str, bytes]:
    """File name → content, in the order of ``FILES``.

    ``assessment`` is that of the disclosure's own documents; nothing else of the maker's is looked at.
    """
    found = content(assessment, lang)
    written = disclosure_paper(found, disclosure, level)
    with ThreadPoolExecutor(max_workers=2) as pool:  # typst works outside the interpreter's lock
        pdf, docx = pool.submit(render_pdf, written), pool.submit(render_docx, written)
        html = render_html(written).encode()
        listed = (_sheet(found, disclosure), *sheets(found))
        xlsx = render_xlsx(listed, found.stamp, written.title, lang)
    return {
        "index.html": html,
        "disclosure.pdf": pdf.result(),
        "disclosure.docx": docx.result(),
        "disclosure.xlsx": xlsx,
        "disclosure.json": disclosure_bytes(disclosure),
    }


def _sheet(found: Content, disclosure: Disclosure) -> Sheet:
    words = found.words
    titles = ("document", "kind", "why", "count", "provable")
    made = [(name, words.say("disclosed.revision"), revision, 1, 1) for name, revision in disclosure.made_from]
    columns = tuple(Column(words.say(f"disclosed.column-{name}")) for name in titles)
    return Sheet(words.say("section.disclosed"), columns, (*made, *withheld_rows(words, disclosure)))
