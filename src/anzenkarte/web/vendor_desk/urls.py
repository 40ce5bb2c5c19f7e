"""Addresses of the vendor desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from anzenkarte.web.vendor_desk import (
    answer,
    answers,
    begin,
    customers,
    disclosures,
    files,
    home,
    papers,
    part,
    questions,
    risk,
    scope,
    scope_one,
)

_AT = "vendor/<uuid:document>/"

urlpatterns: list[URLPattern] = [
    path("vendor/", home.home, name="vendor-home"),
    path("vendor/next/", home.next_questions, name="vendor-next"),
    path("vendor/new/", begin.start, name="vendor-new"),
    path("vendor/new/<slug:question>/", begin.question_page, name="vendor-new-question"),
    path("vendor/file/", files.karte_file, name="vendor-file"),
    path("vendor/customers/", customers.customers, name="vendor-customers"),
    path("vendor/answers/", answers.answers, name="vendor-answers"),
    path("vendor/answers/file/<str:form>/", answers.answers_file, name="vendor-answers-file"),
    path(f"{_AT}sbom/", files.sbom, name="vendor-sbom"),
    path(f"{_AT}form-file/", files.form_upload, name="vendor-form-upload"),
    path(f"{_AT}risks/", risk.risks, name="vendor-risk"),
    path(f"{_AT}risks/one/", risk.risk_page, name="vendor-risk-one"),
    path(f"{_AT}questions/", questions.questions, name="vendor-questions"),
    path(f"{_AT}answer/", answer.answer, name="vendor-answer"),
    path(f"{_AT}forms/", papers.forms, name="vendor-forms"),
    path(f"{_AT}forms/<str:form>/", papers.form_page, name="vendor-form"),
    path(f"{_AT}forms/<str:form>/file/", papers.form_file, name="vendor-form-file"),
    path(f"{_AT}part/", part.part_page, name="vendor-part"),
    path(f"{_AT}part/word/", part.part_word, name="vendor-part-word"),
    path(f"{_AT}scope/", scope.scope_page, name="vendor-scope"),
    path(f"{_AT}scope/<slug:kind>/<str:entity>/", scope_one.scope_one, name="vendor-scope-one"),
    path(f"{_AT}disclosures/", disclosures.disclosures, name="vendor-disclosures"),
    path(f"{_AT}disclosures/<uuid:made>/", disclosures.disclosure, name="vendor-disclosure"),
    path(
        f"{_AT}disclosures/<uuid:made>/<slug:lang>/<str:name>/",
        disclosures.disclosure_file,
        name="vendor-disclosure-file",
    ),
    path(f"{_AT}papers/", papers.paper, name="vendor-papers"),
    path(f"{_AT}papers/<uuid:job>/", papers.paper_page, name="vendor-paper"),
    path(f"{_AT}papers/<uuid:job>/<str:name>/", papers.paper_file, name="vendor-paper-file"),
]
