"""report.json: valid by its published schema, sorted, equal for equal input, and of one customer only."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable
from typing import Any

import jsonschema_rs
import orjson
import pytest

from anzenkarte.assess.run import Assessment
from anzenkarte.documents.report import report_bytes
from anzenkarte.documents.report_schema import report_schema

CASES = (
    "handa-2021",
    "nursing-care",
    "online-consultation",
    "orthanc-clinic",
    "phr-app",
    "power-and-catering",
    "saas-emr",
)
Assess = Callable[..., Assessment]


def _report(assessment: Assessment) -> dict[str, Any]:
    loaded: dict[str, Any] = orjson.loads(report_bytes(assessment))
    return loaded


def test_schema_is_a_schema() -> None:
    jsonschema_rs.meta.validate(report_schema())


@pytest.mark.parametrize("case", CASES)
def test_every_case_satisfies_the_schema(assess: Assess, case: str) -> None:
    errors = list(jsonschema_rs.validator_for(report_schema()).iter_errors(_report(assess(case))))
    assert [error.message for error in errors] == []


def test_what_if_satisfies_the_schema(handa: Assessment) -> None:
    report = _report(handa)
    assert jsonschema_rs.is_valid(report_schema(), report)
    assert report["what_if"] == ["mhlw-6.0", "meti-mic-1.1"]
    assert report["on"] == "2021-10-30"


def test_risks_are_counted_by_level(handa: Assessment) -> None:
    report = _report(handa)
    raised = [one for one in report["engines"]["risk"]["scenarios"] if one["state"] == "raised"]
    counts = report["counts"]["risks"]
    for key in ("level", "current", "residual"):
        assert list(counts[key]) == sorted(counts[key])
        assert {level: n for level, n in counts[key].items() if n} == Counter(one[key] for one in raised)
    assert counts["states"]["raised"] == len(raised) > 0


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("counts", "subjects"), -1),
        (("counts", "risks", "level", "S"), -1),
        (("findings", 0, "severity"), "dreadful"),
        (("findings", 0, "surprise"), True),
        (("on",), "yesterday"),
        (("engines", "conformity", "verdicts", 0, "outcome"), "compliant"),
        (("documents", 0, "revision"), "abc"),
    ],
)
def test_schema_refuses(handa: Assessment, path: tuple[str | int, ...], value: object) -> None:
    report = copy.deepcopy(_report(handa))
    place: Any = report
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert not jsonschema_rs.is_valid(report_schema(), report)


def test_order_and_bytes(handa: Assessment) -> None:
    report, data = _report(handa), report_bytes(handa)
    order = ["urgent", "action", "check", "note"]
    keys = [(order.index(finding["severity"]), finding["id"]) for finding in report["findings"]]
    assert keys == sorted(keys)
    counts = [question["count"] for question in report["questions"]]
    assert counts == sorted(counts, reverse=True)
    assert data.endswith(b"}\n")
    assert data == report_bytes(handa)
    options = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    assert orjson.dumps(report, option=options) == data


def test_questions_name_what_they_unlock(handa: Assessment) -> None:
    report = _report(handa)
    known = {
        entry["id"]
        for engine in report["engines"].values()
        for part in engine.values()
        for entry in part
        if "id" in entry
    }
    assert report["questions"]
    for question in report["questions"]:
        assert question["count"] == len(question["unlocks"]) > 0
        assert set(question["decides"]) <= set(question["unlocks"]) <= known
        assert question["question"]["ja"]
        assert question["question"]["en"]


def test_nothing_of_another_customer(clinic: Assessment) -> None:
    data = report_bytes(clinic).decode()
    assert "hoshizora-kiku" in data
    assert "tsubaki" not in data


def test_findings_carry_their_sentences_and_those_of_rules_their_trace(handa: Assessment) -> None:
    report = _report(handa)
    assert report["findings"]
    for finding in report["findings"]:
        for name in ("finding", "remedy"):
            said = finding["text"][name]
            assert said["ja"]
            assert said["en"]
            assert said["ja"] != said["en"]
    by_rule = [finding for finding in report["findings"] if "trace" in finding]
    assert {finding["engine"] for finding in by_rule} >= {"conformity", "demarcation"}
    for finding in by_rule:
        trace = finding["trace"]
        assert (trace["code"], trace["result"]) == ("trace.rule", "not_met")
        assert trace["params"] == {"rule": finding["rule"], "subject": finding["subject"]}
        assert {"code": "trace.require", "result": "false"} in trace["steps"]
