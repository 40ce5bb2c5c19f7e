"""Drawings: nothing but drawing inside, labels inert on the way through D2, equal bytes, fit for their sheet."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree  # type: ignore[import-untyped]

from anzenkarte.documents.content.tree import Cell
from anzenkarte.documents.render import diagram
from anzenkarte.documents.render.architecture import Architecture, Edge, Node, Zone
from anzenkarte.documents.render.diagram import architecture_diagram, d2_source
from anzenkarte.documents.render.matrix import Duty, matrix_svg
from anzenkarte.documents.render.raster import png_of
from anzenkarte.documents.render.svg import drawing_only, extent, size_of, wrap
from tests.documents.sample_papers import HOSTILE, SVG, poison

SYSTEM = Architecture(
    "電子カルテシステムの構成",
    (Zone("h", "院内サーバー室"), Zone("c", "C社 保守拠点")),
    (
        Node("emr", "電子カルテ サーバー", "h"),
        Node("db", "診療情報データベース", "h", "store"),
        Node("vpn", "VPN装置", "h", "gateway", "urgent"),
        Node("pc", "保守用端末", "c", "terminal"),
        Node("on", "オンライン資格確認", "", "outside"),
    ),
    (
        Edge("emr", "db", "診療記録"),
        Edge("pc", "vpn", "遠隔保守", "vpn"),
        Edge("vpn", "emr", "", "maintenance"),
        Edge("emr", "on", "照会", "internet"),
        Edge("db", "pc", "写し", "closed"),
    ),
)
TRICKS = (
    *(
        "null",
        "*",
        "&",
        "_",
        "@import",
        "...@x.d2",
        "${x}",
        "$${x}",
        "\\${x}",
        "|md\n# a\n|",
        "|`js x`|",
        "x: {y}",
        "a -> b",
    ),
    *('"', "\\", '\\"', "'", "; near: x", "link: http://x", "icon: /etc/passwd", "vars: {a: 1}", "layers", "#", "\\n"),
    "${z1}",
)
DRAWING = {
    "svg",
    "g",
    "rect",
    "line",
    "path",
    "polygon",
    "text",
    "tspan",
    "title",
    "marker",
    "mask",
    "ellipse",
    "circle",
}


def _check_inert(svg: str) -> etree._Element:
    root = etree.fromstring(svg.encode())
    assert {etree.QName(node).localname for node in root.iter()} <= DRAWING
    for node in root.iter():
        for name, value in node.attrib.items():
            assert not name.startswith("on")
            assert "href" not in name
            if name != "aria-label":
                assert "url(" not in value.replace("url(#", "")
    return root


def _texts(root: etree._Element) -> str:
    return "".join("".join(node.itertext()) for node in root.iter("{*}text"))


def test_architecture_is_drawn_by_d2_with_every_label() -> None:
    drawn = architecture_diagram(SYSTEM)
    text = _texts(_check_inert(drawn.svg))
    assert drawn.layout == "d2"
    for word in ("院内サーバー室", "電子カルテサーバー", "‼VPN装置", "遠隔保守", "VPN接続", "保守の接続", "閉域網"):
        assert word in text.replace(" ", "")
    assert architecture_diagram(SYSTEM) == drawn


def test_hostile_labels_stay_labels() -> None:
    drawn = architecture_diagram(poison(SYSTEM))
    assert drawn.layout == "d2"
    assert "<script>" in _texts(_check_inert(drawn.svg))


@pytest.mark.parametrize("label", TRICKS)
def test_drawing_language_tricks_are_plain_labels(label: str) -> None:
    system = Architecture(
        label, (Zone("z", label),), (Node("a", label, "z"), Node("b", "乙")), (Edge("a", "b", label),)
    )
    drawn = architecture_diagram(system)
    assert drawn.layout == "d2"
    shown = _texts(_check_inert(drawn.svg)).replace(" ", "")
    assert shown.count("".join(label.split())) == 3


@pytest.mark.parametrize("label", ["", "\n", "\t", "　"])
def test_empty_labels_draw_all_the_same(label: str) -> None:
    drawn = architecture_diagram(Architecture("", (Zone("z", label),), (Node("a", label, "z"), Node("b", "乙")), ()))
    assert drawn.layout == "d2"
    assert _texts(_check_inert(drawn.svg)).strip() == "乙"


def test_d2_source_holds_one_statement_a_line_and_only_our_ids() -> None:
    lines = d2_source(poison(SYSTEM)).splitlines()
    assert len(lines) == 1 + len(SYSTEM.zones) + len(SYSTEM.nodes) + len(SYSTEM.edges)
    assert lines[0] == "direction: right"
    starts = {line.split(": ")[0] for line in lines[1:]}
    assert starts == {
        *("z1", "z2", "z1.n1", "z1.n2", "z1.n3", "z2.n4", "n5"),
        *("z1.n1 -> z1.n2", "z2.n4 -> z1.n3", "z1.n3 -> z1.n1", "z1.n1 -> n5", "z1.n2 -> z2.n4"),
    }


def test_large_system_and_missing_program_fall_back_to_the_grid(monkeypatch: pytest.MonkeyPatch) -> None:
    nodes = tuple(Node(f"n{n}", f"部品{n}", f"z{n % 7}") for n in range(200))
    edges = tuple(Edge(f"n{n}", f"n{(n * 7 + 1) % 200}", "線") for n in range(200))
    large = Architecture("大", tuple(Zone(f"z{n}", f"区域{n}") for n in range(7)), nodes, edges)
    drawn = architecture_diagram(large)
    assert drawn.layout == "grid"
    assert "部品199" in _texts(_check_inert(drawn.svg))
    monkeypatch.setattr(diagram, "_program", lambda: None)
    small = architecture_diagram(poison(SYSTEM))
    assert small.layout == "grid"
    assert "<script>" in _texts(_check_inert(small.svg))


def test_drawing_must_point_at_its_own_parts() -> None:
    with pytest.raises(ValueError, match="not in it: nowhere"):
        replace(SYSTEM, edges=(Edge("emr", "nowhere"),))
    with pytest.raises(ValueError, match="used twice"):
        replace(SYSTEM, zones=(Zone("h", "甲"), Zone("h", "乙"), Zone("c", "丙")))


def test_matrix_shows_gap_contradiction_and_both_statements() -> None:
    cells = [
        [Cell("", "gap"), Cell("A社「C社」 2021-09-01\nC社「A社」 2021-10-02", "contradiction")],
        [Cell("B社", "agreed"), Cell("", "unknown")],
    ]
    rows = [Duty("修正の適用", "VPN装置", "平常時"), Duty("証拠の保全", "", "緊急時")]
    svg = matrix_svg(rows, ["A社", "C社"], cells, "責任分界表", "基準日 2021年10月30日")
    text = _texts(_check_inert(svg))
    for word in (
        "担当なし",
        "A社「C社」 2021-09-01",
        "C社「A社」 2021-10-02",
        "平常時",
        "緊急時",
        "基準日",
        "食い違い",
    ):
        assert word in text
    assert svg.count("stroke-dasharray") == 1


def test_matrix_of_many_duties_still_fits_one_sheet() -> None:
    for count in (3, 80):
        svg = matrix_svg([Duty(f"任務{n}") for n in range(count)], ["甲"], [[Cell("", "agreed")]] * count, "表")
        root = etree.fromstring(svg.encode())
        sides = sorted(float(root.get(name).removesuffix("mm")) for name in ("width", "height"))
        assert sides[0] <= 297
        assert sides[1] <= 420


def test_matrix_refuses_cells_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="one cell for each pair"):
        matrix_svg([Duty("任務")], ["甲", "乙"], [[Cell("")]], "表")


def test_hostile_matrix_is_inert() -> None:
    svg = matrix_svg(
        [Duty(HOSTILE, HOSTILE, HOSTILE)], [HOSTILE], [[Cell(HOSTILE, "gap", sub=HOSTILE)]], HOSTILE, HOSTILE
    )
    assert "<script>" in _texts(_check_inert(svg))


def test_filter_lets_only_drawing_through() -> None:
    active = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'viewBox="0 0 9 9" onload="x()">'
        "<script>x()</script><style>@import url(http://x)</style><foreignObject><b/></foreignObject>"
        '<a href="javascript:x()"><text>a</text></a><image href="file:///etc/passwd"/><use xlink:href="http://x#y"/>'
        '<rect width="1" height="1" fill="url(http://x)" style="fill:url(http://x);stroke-width:2" onclick="x()"/>'
        '<path d="M0 0" mask="url(#m)" fill="rgb(1, 2, 3)"/><animate attributeName="x"/></svg>'
    )
    root = drawing_only(active)
    assert [etree.QName(node).localname for node in root.iter()] == ["svg", "rect", "path"]
    assert dict(root[0].attrib) == {"width": "1", "height": "1", "stroke-width": "2"}
    assert dict(root[1].attrib) == {"d": "M0 0", "mask": "url(#m)", "fill": "rgb(1, 2, 3)"}
    for wrong in ("<html/>", "<svg", '<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'):
        with pytest.raises(ValueError, match="not a drawing"):
            drawing_only(wrong)


def test_lines_keep_japanese_rules() -> None:
    lines = wrap("脆弱性の情報を、病院（情報システム室）へ伝える。", 8 * 13, 13)
    assert "".join(lines) == "脆弱性の情報を、病院（情報システム室）へ伝える。"
    assert not any(line[0] in "、。）" or line[-1] == "（" for line in lines)
    assert wrap("a" * 100, 60, 10, 2)[-1].endswith("…")
    assert extent("漢字", 10) == 20
    even = wrap("バックアップ（世代管理の七世代）", 190, 14, even=True)
    assert max(map(len, even)) - min(map(len, even)) <= 2


def test_picture_for_word_is_a_png_of_the_right_shape() -> None:
    data = png_of(SVG)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(data[16:20]), int.from_bytes(data[20:24])) == (640, 160)
    assert data == png_of(SVG)
    assert size_of(SVG) == (320.0, 80.0)
    with pytest.raises(ValueError, match="view box"):
        size_of("<svg/>")
