"""The threats that are shipped, and what is refused in threat files of one's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue, read_catalogue
from anzenkarte.catalogue.check import check
from anzenkarte.catalogue.folders import installed_roots
from anzenkarte.catalogue.threats.read import SCALES, THREATS, read_scales, read_threats
from anzenkarte.formats import strict_yaml
from anzenkarte.formats.values import Json, Marked
from anzenkarte.kernel.errors import Problem

BUILT_IN = installed_roots()[0].folder
ASKED = (
    "vpn-unpatched",
    "maintenance-one-factor",
    "supplier-line",
    "device-maintenance-line",
    "shared-support-account",
    "shared-maintenance-hub",
    "dual-homed-bridge",
    "eligibility-link",
    "malicious-update",
    "line-loss",
    "unsupported-kept",
    "anti-malware-off",
    "directory-takeover",
    "hypervisor-encrypted",
    "portable-media",
    "cloud-misconfiguration",
    "clock-drift",
    "backups-in-reach",
    "theft-in-clear",
    "restore-harms-patients",
    "one-region",
    "foreign-order",
    "analysis-device",
    "authenticity-lost",
    "readability-lost",
    "preservation-lost",
    "subprocessor-failure",
    "vendor-gone",
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The installed catalogue."""
    return open_catalogue()


def test_the_guidelines_eleven_come_first_in_their_order(catalogue: Catalogue) -> None:
    listed = list(catalogue.threats.values())
    table = [item for item in catalogue.items("meti-mic-1.1") if item.part == "threats"]
    assert [threat.source for threat in listed[:11]] == [item.id for item in table]
    assert [item.extra["order_in_table"] for item in table] == list(range(1, 12))
    for threat, item in zip(listed, table, strict=False):
        assert threat.title == item.title
        assert threat.confidence == item.confidence
    assert {threat.source for threat in listed[11:]} == {"ours"}


def test_what_medicine_needs_beyond_them_is_there(catalogue: Catalogue) -> None:
    assert [id for id in ASKED if id not in catalogue.threats] == []


def test_every_threat_can_be_treated_and_names_both_sides(catalogue: Catalogue) -> None:
    for threat in catalogue.threats.values():
        assert threat.measures, threat.id
        assert threat.items, threat.id
        assert all(item.startswith("mhlw-6.0/") for item in threat.items), threat.id
        assert all(measure.items for measure in threat.measures), threat.id
        assert any(threat.all_effects), threat.id
    sides = {measure.by for threat in catalogue.threats.values() for measure in threat.measures}
    assert sides == {"vendor", "institution"}


def test_steps_of_a_path_are_all_there(catalogue: Catalogue) -> None:
    assert {threat.step for threat in catalogue.threats.values()} == {"", "entry", "spread", "goal", "backup"}


def test_ranks_are_the_guidelines_and_the_matrix_falls(catalogue: Catalogue) -> None:
    scales = catalogue.scales
    assert scales is not None
    item = catalogue.item("meti-mic-1.1/5.1.2/1")
    assert item is not None
    assert [word.id for word in scales.levels] == item.extra["ranks"]
    ranks = [[scales.rank(scales.level(row.id, column.id)) for column in scales.likelihood] for row in scales.impact]
    assert all(line == sorted(line) for line in ranks)
    assert all(list(column) == sorted(column) for column in zip(*ranks, strict=True))


def test_overrides_speak_the_words_of_the_scales(catalogue: Catalogue) -> None:
    scales, facts = catalogue.scales, catalogue.vocabulary.facts
    assert scales is not None
    assert list(facts["risk_override.impact"].values) == [word.id for word in scales.impact]
    assert list(facts["risk_override.likelihood"].values) == [word.id for word in scales.likelihood]
    assert list(facts["risk_override.residual"].values) == [word.id for word in scales.levels]
    assert list(facts["risk_override.treatment"].values) == list(scales.treatments)


def test_a_package_of_ones_own_changes_cells_only(tmp_path: Path) -> None:
    data: dict[str, Json] = {"schema": SCALES, "id": "mine", "changes": "default"}
    data["matrix"] = {"low": {"low": "C"}}
    (tmp_path / "scales.yaml").write_text(_yaml(data), encoding="utf-8")
    scales = read_catalogue([BUILT_IN, tmp_path]).scales
    assert scales is not None
    assert scales.level("low", "low") == "C"
    assert scales.level("medium", "low") == "D"
    assert scales.changed == (f"{tmp_path.name}/scales.yaml",)


def _yaml(data: dict[str, Json]) -> str:
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in data.items())


def _own() -> dict[str, Json]:
    return {
        "id": "mine",
        "title": {"ja": "例", "en": "example"},
        "description": {"ja": "例", "en": "example"},
        "source": "ours",
        "confidence": "recalled",
        "citation": {"source": "OWN", "place": {"ja": "例", "en": "example"}},
        "for": "component",
        "raised_if": {"fact": "component.patched", "eq": False},
        "affects": ["integrity"],
        "impact": [{"level": "low", "rationale": {"ja": "例", "en": "example"}}],
        "likelihood": [{"level": "low", "rationale": {"ja": "例", "en": "example"}}],
        "items": ["mhlw-6.0/operations/8/1"],
        "treatment": "reduce",
        "measures": [
            {
                "id": "patch",
                "title": {"ja": "例", "en": "example"},
                "by": "vendor",
                "effect": {"likelihood": -1},
                "in_place": {"fact": "component.patched", "eq": True},
                "items": ["mhlw-6.0/operations/8/1"],
            }
        ],
    }


def _file(threat: dict[str, Json]) -> dict[str, Json]:
    sources: Json = {"OWN": {"title": {"ja": "例", "en": "example"}}}
    return {"schema": THREATS, "read_in": {"ja": "例", "en": "example"}, "sources": sources, "threats": [threat]}


def _problems(catalogue: Catalogue, threat: dict[str, Json]) -> list[str]:
    problems: list[Problem] = []
    read_threats(Marked(_file(threat), {}, "mine.yaml"), catalogue.vocabulary, catalogue.scales, problems)
    return [problem.code for problem in problems]


def test_a_threat_of_ones_own_is_read(catalogue: Catalogue) -> None:
    assert _problems(catalogue, _own()) == []


Change = Callable[[dict[str, Json]], object]
FAULTS: dict[str, tuple[str, Change]] = {
    "an unknown fact": ("condition.unknown-fact", lambda t: t.update(raised_if={"fact": "component.no", "eq": True})),
    "a level there is not": ("catalogue.unknown-word", lambda t: t["impact"][0].update(level="huge")),  # type: ignore[index, union-attr]  # plain JSON, known here
    "a rating without default": (
        "threat.no-default",
        lambda t: t["impact"][0].update(when={"fact": "component.patched", "eq": False}),  # type: ignore[index, union-attr]  # plain JSON, known here
    ),
    "a measure that raises": ("threat.effect", lambda t: t["measures"][0].update(effect={"likelihood": 1})),  # type: ignore[index, union-attr]  # plain JSON, known here
    "no measure": ("catalogue.missing-key", lambda t: t.update(measures=[])),
    "a key there is not": ("catalogue.unknown-key", lambda t: t.update(severity="high")),
    "a treatment there is not": ("catalogue.unknown-word", lambda t: t.update(treatment="ignore")),
    "nothing it affects": ("catalogue.unknown-word", lambda t: t.update(affects=["fun"])),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_are_told(catalogue: Catalogue, name: str) -> None:
    code, change = FAULTS[name]
    threat = _own()
    change(threat)
    assert code in _problems(catalogue, threat)


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("source", "mhlw-6.0/operations/8/1", "threat.source"),
        ("duty", "juggling", "threat.duty"),
        ("items", ["mhlw-6.0/operations/8/none"], "catalogue.dangling-item"),
        ("items", [], "catalogue.missing-key"),
    ],
)
def test_what_it_points_at_must_be_there(tmp_path: Path, key: str, value: Json, code: str) -> None:
    (tmp_path / "mine.yaml").write_text(_yaml(_file({**_own(), key: value})), encoding="utf-8")
    assert code in {problem.code for problem in check([BUILT_IN, tmp_path]).problems}


def test_scales_must_be_whole() -> None:
    data = strict_yaml.load_one_file(BUILT_IN / "threats/scales.yaml").data
    assert isinstance(data, dict)
    problems: list[Problem] = []
    holed: dict[str, Json] = {**data}
    holed["matrix"] = {"low": {"low": "D"}}
    read_scales([Marked(holed, {}, "holed.yaml"), Marked(data, {}, "second.yaml")], problems)
    assert {"threat.empty-cell", "threat.second-scales"} == {problem.code for problem in problems}
    problems.clear()
    orphan: dict[str, Json] = {"schema": SCALES, "id": "x", "changes": "nothing"}
    read_scales([Marked(data, {}, "scales.yaml"), Marked(orphan, {}, "orphan.yaml")], problems)
    assert [problem.code for problem in problems] == ["threat.changes-nothing"]
