"""What needs action for one engagement: findings put together by what they say, the most severe first."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anzenkarte.documents.content.groups import grouped, member
from anzenkarte.documents.content.reasons import group_reasons
from anzenkarte.documents.content.tree import Reason
from anzenkarte.documents.content.words import Words
from anzenkarte.kernel.verdicts import SEVERITIES, Finding
from anzenkarte.web.institution_desk.common import address, choose, title, words_of
from anzenkarte.web.shared.desk import page

_MOST_MEMBERS = 12


@dataclass(frozen=True)
class Matter:
    """One thing to do: what was found, what helps, whom it concerns."""

    severity: str
    severity_label: str
    title: str
    remedy: str
    members: tuple[str, ...]
    more: int
    who: str
    why: tuple[Reason, ...] = ()


@page("institution")
def findings_page(request: HttpRequest) -> HttpResponse:
    """The findings of one engagement, of one severity or all."""
    chosen = choose(request)
    if chosen is None:
        return render(request, "institution_desk/nothing.html")
    words = words_of(chosen.assessment)
    severity = request.GET.get("severity", "")
    findings = [f for f in chosen.assessment.findings if severity not in SEVERITIES or f.severity == severity]
    context = {
        "chosen": chosen,
        "title": title(chosen.row),
        "matters": matters(words, findings),
        "severity": severity,
        "filters": [
            (key, words.say(f"severity.{key}"), address(
                request, "institution-findings", engagement=chosen.row.name, severity=key
            ))
            for key in SEVERITIES
        ],
        "all": address(request, "institution-findings", engagement=chosen.row.name),
    }  # fmt: skip
    return render(request, "institution_desk/findings.html", context)


def matters(words: Words, findings: list[Finding]) -> list[Matter]:
    """Groups of findings in words."""
    found = []
    for group in grouped(words, findings):
        members = list(dict.fromkeys(member(words, finding) for finding in group.findings))
        obliged = sorted({finding.obliged for finding in group.findings if finding.obliged})
        found.append(
            Matter(
                severity=group.severity,
                severity_label=words.say(f"severity.{group.severity}"),
                title=group.title,
                remedy=group.remedy,
                members=tuple(members[:_MOST_MEMBERS]),
                more=max(0, len(members) - _MOST_MEMBERS),
                who=words.join(words.say(f"obliged.{one}") for one in obliged),
                why=group_reasons(words, group, set()).path,
            )
        )
    return found
