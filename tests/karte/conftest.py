"""The real vocabulary and the places of the fixtures of this room."""

from __future__ import annotations

from pathlib import Path

import pytest

from anzenkarte.catalogue.vocabulary import load_vocabulary
from anzenkarte.kernel.vocabulary import Vocabulary


@pytest.fixture(scope="session")
def vocabulary(root: Path) -> Vocabulary:
    """The vocabulary that documents are checked against."""
    return load_vocabulary(root / "src/anzenkarte_catalogues/vocabulary")


@pytest.fixture(scope="session")
def duties() -> frozenset[str]:
    """Ids of duties that statements may name."""
    return frozenset({"backup", "patching", "monitoring"})


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """Documents of every version there ever was."""
    return Path(__file__).parent / "fixtures"
