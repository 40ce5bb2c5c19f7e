"""The papers of loss in figures, as files in memory: page, print, workbook, drawing, and the figures for programs."""

from __future__ import annotations

from typing import Final

import orjson

from anzenkarte import __version__
from anzenkarte.assess.quantify.results import Figures
from anzenkarte.assess.run import Assessment
from anzenkarte.documents.content.loss import LossWords, loss_paper, loss_sheets, loss_svg
from anzenkarte.documents.content.words import Words
from anzenkarte.documents.render.html import render_html
from anzenkarte.documents.render.pdf import render_pdf
from anzenkarte.documents.render.xlsx import render_xlsx
from anzenkarte.kernel.text import Lang, Text

FILES: Final = {
    "html": "loss.html",
    "pdf": "loss.pdf",
    "xlsx": "loss.xlsx",
    "json": "loss.json",
    "svg": "exceedance.svg",
}


def loss_json(figures: Figures, assessment: Assessment) -> dict[str, object]:
    """The figures with everything they were made from: karte, catalogue, program, seed; equal runs, equal objects."""
    said = {lang: LossWords(Words(assessment, lang), figures).sentence() for lang in ("ja", "en")}
    return {
        **figures.json(),
        "catalogue": {"digest": assessment.catalogue.digest},
        "documents": [{"name": one.name, "revision": one.revision} for one in assessment.case.documents],
        "on": assessment.on.isoformat(),
        "program": {"name": "anzenkarte", "version": __version__},
        "sentence": Text(said["ja"], said["en"]).json(),
    }


def loss_file(kind: str, figures: Figures, assessment: Assessment, lang: Lang) -> bytes:
    """One of the files, by its ending (see FILES). Equal figures give equal bytes."""
    words = Words(assessment, lang)
    match kind:
        case "html":
            return render_html(loss_paper(words, figures)).encode()
        case "pdf":
            return render_pdf(loss_paper(words, figures))
        case "xlsx":
            paper = loss_paper(words, figures)
            return render_xlsx(loss_sheets(words, figures), paper.stamp, paper.title, lang)
        case "svg":
            return loss_svg(words, figures).encode()
        case _:
            options = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
            return orjson.dumps(loss_json(figures, assessment), option=options)


def loss_files(figures: Figures, assessment: Assessment, lang: Lang) -> dict[str, bytes]:
    """All of them by file name."""
    return {name: loss_file(kind, figures, assessment, lang) for kind, name in FILES.items()}
