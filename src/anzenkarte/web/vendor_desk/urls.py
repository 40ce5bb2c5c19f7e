"""Addresses of the vendor desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from anzenkarte.web.vendor_desk import answer, begin, home, papers, questions

_AT = "vendor/<uuid:document>/"

urlpatterns: list[URLPattern] = [
    path("vendor/", home.home, name="vendor-home"),
    path("vendor/next/", home.next_questions, name="vendor-next"),
    path("vendor/new/", begin.start, name="vendor-new"),
    path("vendor/new/<slug:question>/", begin.question_page, name="vendor-new-question"),
    path(f"{_AT}questions/", questions.questions, name="vendor-questions"),
    path(f"{_AT}answer/", answer.answer, name="vendor-answer"),
    path(f"{_AT}forms/", papers.forms, name="vendor-forms"),
    path(f"{_AT}forms/<slug:form>/", papers.form_page, name="vendor-form"),
    path(f"{_AT}forms/<slug:form>/file/", papers.form_file, name="vendor-form-file"),
    path(f"{_AT}papers/", papers.paper, name="vendor-papers"),
    path(f"{_AT}papers/<uuid:job>/", papers.paper_page, name="vendor-paper"),
    path(f"{_AT}papers/<uuid:job>/<str:name>/", papers.paper_file, name="vendor-paper-file"),
]
