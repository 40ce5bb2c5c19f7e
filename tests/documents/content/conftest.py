"""Assessments of the packaged cases, made once for all tests of what papers say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from anzenkarte.assess.run import Assessment, run
from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue
from anzenkarte.karte.read import read_file
from anzenkarte.karte.select import choices, choose

Assess = Callable[..., Assessment]
TODAY = date(2026, 11, 1)
CASES = (
    "handa-2021",
    "nursing-care",
    "online-consultation",
    "orthanc-clinic",
    "phr-app",
    "power-and-catering",
    "saas-emr",
)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The packaged catalogue."""
    return open_catalogue()


@pytest.fixture(scope="session")
def assess(catalogue: Catalogue) -> Assess:
    """Assess a packaged case, by default under the editions in force on a day in 2026."""

    @cache
    def made(case: str, name: str = "", on: date = TODAY, editions: tuple[str, ...] = ()) -> Assessment:
        path = Path(str(files("anzenkarte_catalogues"))) / "cases" / case / "karte.yaml"
        documents = read_file(path, catalogue.vocabulary)
        chosen = name or choices(documents)[0]
        return run(choose(documents, catalogue.vocabulary, chosen), catalogue, on, catalogue.resolve(editions, on))

    return made


@pytest.fixture(scope="session")
def handa(assess: Assess) -> Assessment:
    """The what-if of the report's own case: the day before, under editions that came later."""
    return assess("handa-2021", on=date(2021, 10, 30), editions=("mhlw-6.0", "meti-mic-1.1"))


@pytest.fixture(scope="session")
def clinic(assess: Assess) -> Assessment:
    """A clinic on a cloud of a foreign parent."""
    return assess("saas-emr", name="hoshizora-kiku", editions=("mhlw-7.0", "meti-mic-2.0"))
