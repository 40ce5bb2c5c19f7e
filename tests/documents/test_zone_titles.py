"""Titles of zones stand where no line crosses them, wherever their zone has room for that."""

from __future__ import annotations

from lxml import etree  # type: ignore[import-untyped] # lxml has no stubs

from anzenkarte.documents.render.architecture import ZONE_GROUND
from anzenkarte.documents.render.zone_titles import clear_titles

TEMPLATE = """<svg xmlns="http://www.w3.org/2000/svg"><rect x="0" y="0" width="{width}" height="200" fill="{ground}"/>
<path fill="none" d="M 100 -50 L 100 120"/><path fill="none" d="M 150 -50 L 150 120"/>
<text x="120" y="21" font-size="16" font-weight="bold">{title}</text></svg>"""


def _moved(width: float, title: str = "名古屋") -> float:
    root = etree.fromstring(TEMPLATE.format(width=width, ground=ZONE_GROUND, title=title))
    clear_titles(root, ZONE_GROUND)
    (text,) = root.iter("{*}text")
    return float(text.get("x"))


def test_a_crossed_title_moves_to_the_nearest_free_place() -> None:
    assert _moved(400) == 68.0  # its right side, half its width and the rim from the middle, touches the first line
    assert 150 < _moved(400, "名古屋の事業所") < 400


def test_a_title_without_room_on_top_goes_below() -> None:
    root = etree.fromstring(TEMPLATE.format(width=190, ground=ZONE_GROUND, title="名古屋の事業所の"))
    clear_titles(root, ZONE_GROUND)
    (text,) = root.iter("{*}text")
    assert float(text.get("y")) > 150
    assert text.get("x") == "118.00"


def test_a_title_stays_where_its_zone_has_no_room() -> None:
    through = TEMPLATE.replace('120"/>', '220"/>')
    root = etree.fromstring(through.format(width=190, ground=ZONE_GROUND, title="名古屋の事業所の"))
    clear_titles(root, ZONE_GROUND)
    (text,) = root.iter("{*}text")
    assert (text.get("x"), text.get("y")) == ("120", "21")


def test_a_title_is_not_written_over_a_part() -> None:
    part = '<rect x="20" y="150" width="150" height="40" fill="#ffffff"/>'
    root = etree.fromstring(
        TEMPLATE.format(width=190, ground=ZONE_GROUND, title="名古屋の事業所の").replace("<path", f"{part}<path", 1)
    )
    clear_titles(root, ZONE_GROUND)
    (text,) = root.iter("{*}text")
    assert text.get("y") == "21"
