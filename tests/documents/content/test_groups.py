"""Findings put together: each under its own title, in the order they came, the gravest first."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from anzenkarte.assess.run import Assessment
from anzenkarte.documents.content.groups import grouped, remedy, title
from anzenkarte.documents.content.words import Words
from anzenkarte.kernel.text import LANGS, Lang
from anzenkarte.kernel.verdicts import SEVERITIES

CASES = ("handa-2021", "phr-app", "saas-emr", "orthanc-clinic")


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("lang", LANGS)
def test_a_group_holds_the_findings_of_its_title(assess: Callable[..., Assessment], case: str, lang: Lang) -> None:
    words = Words(assess(case), lang)
    findings = words.assessment.findings
    groups = grouped(words, findings)
    place = {finding.id: number for number, finding in enumerate(findings)}
    assert sorted(place) == sorted(finding.id for group in groups for finding in group.findings)
    assert len({group.title for group in groups}) == len(groups) > 1
    for group in groups:
        assert {title(words, finding) for finding in group.findings} == {group.title}
        assert group.remedy == remedy(words, group.findings[0])
        assert [finding for finding in findings if finding in group.findings] == list(group.findings)
    order = [(SEVERITIES.index(group.severity), -len(group.findings)) for group in groups]
    assert order == sorted(order)
