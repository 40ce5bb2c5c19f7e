"""``catalogue pages`` as a user meets it: pages, tables, what is removed, what is left alone, refusals."""

from __future__ import annotations

from pathlib import Path

from anzenkarte.documents.catalogue_pages import INDEX, MADE, MARKERS
from tests.cli.test_commands import anzenkarte


def test_pages_are_written_old_ones_removed_and_others_left(tmp_path: Path) -> None:
    out, readme = tmp_path / "pages", tmp_path / "LIESMICH.md"
    out.mkdir()
    (out / "old.md").write_text(f"{MADE}\n# gone\n", encoding="utf-8")
    (out / "by-hand.md").write_text("mine", encoding="utf-8")
    begin, end = MARKERS
    readme.write_text(f"before\n{begin}\n{end}\nafter\n", encoding="utf-8")
    done = anzenkarte("catalogue", "pages", "--out", str(out), "--readme", str(readme))
    assert done.returncode == 0, done.stderr
    assert not (out / "old.md").exists()
    assert (out / "by-hand.md").read_text(encoding="utf-8") == "mine"
    assert (out / INDEX).read_text(encoding="utf-8").startswith(MADE)
    text = readme.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{begin}\n")
    assert text.endswith(f"{end}\nafter\n")
    assert "| `mhlw-6.0` |" in text


def test_a_readme_without_a_place_is_refused_and_nothing_written(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("no place", encoding="utf-8")
    done = anzenkarte("catalogue", "pages", "--out", str(tmp_path / "pages"), "--readme", str(readme))
    assert done.returncode == 2
    assert "README.md" in done.stderr
    assert MARKERS[0] in done.stderr
    assert not (tmp_path / "pages").exists()


def test_a_file_in_the_way_of_the_folder_is_refused(tmp_path: Path) -> None:
    taken = tmp_path / "pages"
    taken.write_text("mine", encoding="utf-8")
    done = anzenkarte("catalogue", "pages", "--out", str(taken))
    assert done.returncode == 2
    assert "in the way of the folder" in done.stderr
    assert taken.read_text(encoding="utf-8") == "mine"
