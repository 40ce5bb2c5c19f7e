"""The drawing shows who reaches what over which line; the inventory lists what the drawing cannot hold."""

from __future__ import annotations

from collections.abc import Callable

from anzenkarte.assess.run import Assessment
from anzenkarte.documents.content.architecture import architecture
from anzenkarte.documents.content.inventory import TABLES, inventory_table
from anzenkarte.documents.content.words import Words

Assess = Callable[..., Assessment]


def test_maintenance_comes_in_over_the_vpn_device(handa: Assessment) -> None:
    drawn = architecture(Words(handa, "ja"))
    lines = {(edge.source, edge.target): edge.style for edge in drawn.edges}
    assert lines["outside/party/c-company", "component/vpn-device"] == "maintenance"
    assert lines["component/vpn-device", "component/emr-server"] == "maintenance"
    assert lines["component/emr-server", "store/emr-data"] == "flow"
    kinds = {node.id: node.kind for node in drawn.nodes}
    assert kinds["component/vpn-device"] == "gateway"
    assert kinds["outside/party/c-company"] == "outside"


def test_parts_carry_their_most_severe_finding(handa: Assessment) -> None:
    marks = {node.id: node.mark for node in architecture(Words(handa, "ja")).nodes}
    assert marks["component/vpn-device"] == "urgent"


def test_copies_stand_where_they_rest(clinic: Assessment) -> None:
    words = Words(clinic, "ja")
    drawn = architecture(words)
    zones = {zone.id: zone.label for zone in drawn.zones}
    places = {node.id: zones.get(node.zone, "") for node in drawn.nodes if node.id.startswith("copy/")}
    assert any("パシフィッククラウド・ジャパン" in label for label in places.values())
    assert any("米国" in label for label in places.values())


def test_every_packaged_case_can_be_drawn(assess: Assess) -> None:
    for case in ("nursing-care", "online-consultation", "orthanc-clinic", "phr-app", "power-and-catering"):
        drawn = architecture(Words(assess(case), "en"))
        assert drawn.nodes, case


def test_inventory_leaves_out_columns_nobody_filled(handa: Assessment) -> None:
    words = Words(handa, "ja")
    table = inventory_table(words, "component", words.case.subjects("component"), 80)
    titles = [column.title for column in table.columns]
    assert "不正ソフトウェア対策" in titles
    assert "版" not in titles
    assert len(titles) < 1 + len(TABLES["component"])
    patched_by = titles.index("更新の担当")
    vpn = next(row for row in table.rows if row[0].text == "VPN装置")
    assert (vpn[patched_by].text, vpn[patched_by].mark) == ("不明", "unknown")
