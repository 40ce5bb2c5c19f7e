"""``catalogue pages``: writes the reviewers' pages and renews the coverage table of README files."""

from __future__ import annotations

from pathlib import Path

from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.cli.language import say
from anzenkarte.documents.catalogue_pages import MADE, catalogue_pages, coverage_summary, with_coverage
from anzenkarte.formats.atomic import write_file
from anzenkarte.formats.plain_text import read_bytes, settle
from anzenkarte.kernel.errors import InputError, Problem


def write(out: Path, readmes: list[Path]) -> None:
    """Write every page into a folder; pages made before that are made no more are removed, other files stay.

    Raises InputError ``page.no-markers`` for a README without a place for the table and
    ``write.not-a-folder`` for a file in the way of the folder; nothing is written then.
    """
    if out.exists() and not out.is_dir():
        raise InputError(Problem.at("write.not-a-folder", file=str(out)))
    catalogue = open_catalogue()
    files = {out / name: text for name, text in catalogue_pages(catalogue).items()}
    for readme in readmes:
        table = coverage_summary(catalogue, "ja" if readme.name.endswith(".ja.md") else "en")
        files[readme] = with_coverage(settle(read_bytes(readme, str(readme)), str(readme)), table, str(readme))
    for path in sorted(out.glob("*.md")):
        if path not in files and path.read_bytes().startswith(MADE.encode()):
            path.unlink()
    for path, text in files.items():
        data = text.encode()
        if not path.exists() or path.read_bytes() != data:
            write_file(path, data)
    print(say(f"{len(files)} 個のファイルを書き出しました：{out}", f"{len(files)} files written: {out}"))
