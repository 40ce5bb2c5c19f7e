"""All forms filled from one case: every workbook read back says what was filled in."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Final

from anzenkarte.assess.run import Assessment, run
from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.cli.work.form import workbook
from anzenkarte.forms.fill import FilledForm, editions_asked, fill_all
from anzenkarte.forms.read import read_form, said_in
from anzenkarte.karte.read import read_file
from anzenkarte.karte.select import choose
from benchmarks.measure import Result, Settings, Times, alternate, same

ON: Final = date(2026, 11, 1)
SAMPLE, TARGET = "handa-2021", 2000.0


def filling(settings: Settings) -> Result:
    """Assess a sample, fill every form and write its workbook; each read back gives the statements filled in."""
    catalogue = open_catalogue()
    path = Path(str(files("anzenkarte_catalogues"))) / "cases" / SAMPLE / "karte.yaml"
    documents = read_file(path, catalogue.vocabulary)
    editions = catalogue.resolve(list(editions_asked(catalogue)), ON)

    def made() -> tuple[Assessment, tuple[FilledForm, ...], list[bytes]]:
        assessment = run(choose(documents, catalogue.vocabulary, ""), catalogue, ON, editions)
        filled = fill_all(catalogue.forms.values(), assessment)
        return assessment, filled, [workbook(one, assessment, "ja") for one in filled]

    _, filled, books = made()
    read = [read_form(data, one.form.id, one.form) for one, data in zip(filled, books, strict=True)]
    said = [[said.told for said in one.said] for one in read]
    equal = same("every form read back", said, [list(said_in(one, "ja")) for one in filled])
    (times,) = alternate(settings.repeats, made)
    lines = sum(len(one.answers) for one in filled)
    work = {"forms": len(filled), "lines": lines, "answered": lines - sum(len(one.open) for one in filled)}
    return Result("forms", "All forms filled and written as workbooks", equal, work, (Times("filled", times, TARGET),))
