"""Finds and reads what a command is given: a karte file or a sample, a day, editions; and assesses it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

from anzenkarte.assess.run import Assessment, run
from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue
from anzenkarte.cli.language import language, say
from anzenkarte.karte.document import Document
from anzenkarte.karte.read import read_file
from anzenkarte.karte.select import choose
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.errors import InputError, Problem

_JST = timedelta(hours=9)


def samples() -> dict[str, Path]:
    """Sample karte that come with the catalogues, by name."""
    folder = Path(str(files("anzenkarte_catalogues"))) / "cases"
    return {path.parent.name: path for path in sorted(folder.glob("*/karte.yaml"))}


def karte_path(given: str) -> Path:
    """A file as given, or the sample of that name; InputError ``file.not-a-file`` or ``cli.no-karte``."""
    path = Path(given)
    if path.is_file():
        return path
    found = samples().get(given)
    if found is None and path.is_dir():
        raise InputError(Problem.at("file.not-a-file", file=given))
    if found is None:
        raise InputError(Problem.at("cli.no-karte", {"given": given, "samples": tuple(samples())}))
    return found


def refuse_sample(given: Path) -> None:
    """A file that is to be written may not be a sample: InputError ``cli.sample-needs-out`` or ``cli.no-karte``."""
    if karte_path(str(given)) != given:
        raise InputError(Problem.at("cli.sample-needs-out", {"given": str(given)}))


def read_karte(given: str, catalogue: Catalogue) -> list[Document]:
    """The documents of a karte file or sample."""
    path = karte_path(given)
    duties = frozenset(duty.id for duty in catalogue.duties)
    documents = read_file(path, catalogue.vocabulary, duties)
    for document in documents:
        for unread in document.unread:
            problem = Problem.at("cli.unread", {"schema": document.schema}, file=str(path), path=unread)
            print(catalogue.messages.problem(problem, language()), file=sys.stderr)
    return documents


def day(given: str) -> date:
    """The day of ``--on``; today in Japan when it is not given. A month or a year is not a day."""
    if not given:
        return (datetime.now(UTC) + _JST).date()
    when = When.parse(given)
    if not when.exact:
        raise InputError(Problem.at("cli.partial-day", {"value": given}))
    return when.first


def assess(karte: str, on: str, editions: str, name: str) -> Assessment:
    """Read, choose and assess in one step."""
    asked = day(on)
    catalogue = open_catalogue()
    chosen = catalogue.resolve([part.strip() for part in editions.split(",") if part.strip()], asked)
    case = choose(read_karte(karte, catalogue), catalogue.vocabulary, name)
    return run(case, catalogue, asked, chosen)


@contextmanager
def progress(ja: str, en: str) -> Iterator[None]:
    """Say on a terminal what takes a moment; nothing in a pipe or log."""
    shown = sys.stderr.isatty()
    if shown:
        print(f"{say(ja, en)} …", end="", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        if shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
