"""The dossier: every paper of one assessment, as files in memory; writing them down is somebody else's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Final

from anzenkarte.assess.run import Assessment
from anzenkarte.documents.content.paper import content, paper, rules_paper
from anzenkarte.documents.content.sheets import sheets
from anzenkarte.documents.content.tree import Level
from anzenkarte.documents.render.docx import draw, render_docx
from anzenkarte.documents.render.html import render_html
from anzenkarte.documents.render.memory import give_back_blocks
from anzenkarte.documents.render.pdf import render_pdf
from anzenkarte.documents.render.xlsx import render_xlsx
from anzenkarte.documents.report import report_bytes
from anzenkarte.kernel.text import Lang

FILES: Final = (
    "index.html",
    "dossier.pdf",
    "dossier.docx",
    "dossier.xlsx",
    "rules.docx",
    "report.json",
    "architecture.svg",
    "architecture.d2",
    "demarcation.svg",
)


def compile_dossier(assessment: Assessment, level: Level = "engineer", lang: Lang = "ja") -> dict[str, bytes]:
    """File name → content, in the order of ``FILES``. Equal assessments give equal bytes; no file is written."""
    give_back_blocks()
    found = content(assessment, lang)
    written = paper(found, level)
    with ThreadPoolExecutor(max_workers=1) as typst:  # outside the interpreter's lock; one work at a time, for memory
        drawn, pdf = typst.submit(draw, written), typst.submit(render_pdf, written)
        html = render_html(written).encode()
        xlsx = render_xlsx(sheets(found), found.stamp, written.title, lang)
        rules = render_docx(rules_paper(found))
        report = report_bytes(assessment)
        docx = render_docx(written, drawn.result())
    return {
        "index.html": html,
        "dossier.pdf": pdf.result(),
        "dossier.docx": docx,
        "dossier.xlsx": xlsx,
        "rules.docx": rules,
        "report.json": report,
        "architecture.svg": found.diagram.svg.encode(),
        "architecture.d2": found.diagram.d2_source.encode(),
        "demarcation.svg": found.matrix.encode(),
    }
