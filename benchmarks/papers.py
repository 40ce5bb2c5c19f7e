"""The dossier of a sample, every paper in memory."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from anzenkarte.assess.run import Assessment, run
from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.karte.read import read_file
from anzenkarte.karte.select import choose
from benchmarks.measure import Result, Settings, Times, alternate, same

TARGET: Final = 500.0
_MODULE: Final = "anzenkarte.documents.dossier"


def sample() -> Assessment:
    """handa-2021 before the incident, under two editions that came later."""
    catalogue = open_catalogue()
    karte = Path(str(files("anzenkarte_catalogues"))) / "cases/handa-2021/karte.yaml"
    day = date(2021, 10, 30)
    case = choose(read_file(karte, catalogue.vocabulary), catalogue.vocabulary)
    return run(case, catalogue, day, catalogue.resolve(("mhlw-6.0", "meti-mic-1.1"), day))


def dossier(settings: Settings) -> Result:
    """All papers of one assessment; nothing is written to disk."""
    what = "the dossier of handa-2021, every paper, warm"
    if find_spec(_MODULE) is None:
        return Result("dossier", what, skipped=f"no module {_MODULE}")
    compile_dossier = import_module(_MODULE).compile_dossier
    assessment = sample()
    first, second = compile_dossier(assessment), compile_dossier(sample())
    equal = same("two assessments of the same karte give the same bytes of every paper", first, second)
    (times,) = alternate(settings.repeats, lambda: compile_dossier(assessment))
    work = {name: len(content) for name, content in first.items()}
    return Result(
        "dossier",
        what,
        equal,
        {f"bytes of {name}": size for name, size in work.items()},
        (Times("dossier", times, TARGET),),
    )
