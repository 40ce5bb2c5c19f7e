"""The dossier: every paper of one assessment, as files in memory; writing them down is somebody else's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Final

from anzenkarte.assess.run import Assessment
from anzenkarte.documents.content.paper import content, paper, rules_paper
from anzenkarte.documents.content.sheets import sheets
from anzenkarte.documents.content.tree import Level
from anzenkarte.documents.render.docx import render_docx
from anzenkarte.documents.render.html import render_html
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
    found = content(assessment, lang)
    written = paper(found, level)
    with ThreadPoolExecutor(max_workers=1) as pool:  # one after another: what one lets go of, the next takes
        docx, rules = pool.submit(render_docx, written), pool.submit(render_docx, rules_paper(found))
        pdf = pool.submit(render_pdf, written)  # typst works outside the interpreter's lock
        html = render_html(written).encode()
        xlsx = render_xlsx(sheets(found), found.stamp, written.title, lang)
        report = report_bytes(assessment)
    return {
        "index.html": html,
        "dossier.pdf": pdf.result(),
        "dossier.docx": docx.result(),
        "dossier.xlsx": xlsx,
        "rules.docx": rules.result(),
        "report.json": report,
        "architecture.svg": found.diagram.svg.encode(),
        "architecture.d2": found.diagram.d2_source.encode(),
        "demarcation.svg": found.matrix.encode(),
    }
