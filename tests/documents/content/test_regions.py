"""Prefectures are found however they are written, and said in the reader's language."""

from __future__ import annotations

import pytest

from anzenkarte.catalogue.messages import messages_alone
from anzenkarte.documents.content.regions import Regions


@pytest.fixture(scope="module")
def regions() -> Regions:
    """Those of the catalogue."""
    return Regions(messages_alone())


def test_there_are_forty_seven(regions: Regions) -> None:
    assert sorted(regions.names) == [f"JP-{number:02}" for number in range(1, 48)]
    for lang in ("ja", "en"):
        assert len({text.to(lang) for text in regions.names.values()}) == 47


@pytest.mark.parametrize(
    ("written", "ja", "en"),
    [
        ("Aichi", "愛知県", "Aichi"),
        ("愛知県", "愛知県", "Aichi"),
        ("愛知", "愛知県", "Aichi"),
        (" aichi  PREFECTURE ", "愛知県", "Aichi"),
        ("JP-23", "愛知県", "Aichi"),
        ("京都", "京都府", "Kyoto"),
        ("東京都", "東京都", "Tokyo"),
        ("北海道", "北海道", "Hokkaido"),
        ("北海", "北海", "北海"),
        ("US West", "US West", "US West"),
        ("", "", ""),
    ],
)
def test_names(regions: Regions, written: str, ja: str, en: str) -> None:
    assert (regions.said(written, "ja"), regions.said(written, "en")) == (ja, en)


def test_prefectures_run_from_north_to_south(regions: Regions) -> None:
    written = ["US West", "Osaka", "青森", "Tokyo", "JP-01"]
    assert sorted(written, key=regions.order) == ["JP-01", "青森", "Tokyo", "Osaka", "US West"]
