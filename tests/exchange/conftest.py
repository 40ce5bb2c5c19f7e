"""The catalogues as installed, small made ones, and published OSCAL data where it is at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue

PUBLISHED = "ANZENKARTE_OSCAL_DATA"


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """All installed catalogues."""
    return open_catalogue()


@pytest.fixture(scope="session")
def published(root: Path) -> Path:
    """A folder of published OSCAL files: the one the environment names, or that in ``shared`` beside the checkout."""
    folder = Path(os.environ.get(PUBLISHED) or root.parent / "shared/data/oscal")
    if not folder.is_dir():
        pytest.skip(f"no published OSCAL files; put NIST's into a folder and name it in {PUBLISHED}")
    return folder
