"""Looking things up: editions, items in printed order, old ids, rules, what is in force, near misses, citations."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue, read_catalogue
from anzenkarte.catalogue.conditions.nodes import ALWAYS
from anzenkarte.catalogue.conditions.nodes import Test as FactTest
from anzenkarte.catalogue.folders import installed_roots, list_files, roots_of
from anzenkarte.kernel.dates import Span
from anzenkarte.kernel.errors import CatalogueError, InputError
from tests.catalogue.small import EDITION, ITEMS_FIRST, RULES, SOUND, line_of, write


@pytest.fixture
def small(tmp_path: Path) -> Catalogue:
    return read_catalogue([write(tmp_path / "small")])


def test_editions_and_their_headers(small: Catalogue) -> None:
    assert list(small.editions) == ["gl-1.0", "gl-2.0"]
    edition = small.editions["gl-1.0"]
    assert edition.title.en == "Guide"
    assert edition.item_count == 3
    assert edition.folder == "guides/gl/1.0"
    assert edition.sources["S1"].address == "https://example.com/guide"
    assert not edition.complete
    assert small.editions["gl-2.0"].supersedes == "gl-1.0"


def test_items_come_in_printed_order_of_parts_not_of_file_names(small: Catalogue) -> None:
    ids = [item.id for item in small.items("gl-1.0")]
    assert ids == ["gl-1.0/second/1/1", "gl-1.0/first/1/1", "gl-1.0/first/1/~training"]
    assert [chapter.part for chapter in small.editions["gl-1.0"].chapters] == ["second", "first", "first"]
    assert small.items("gl-2.0") == ()
    assert small.items("nothing") == ()


def test_item_by_id_and_by_an_id_it_once_had(small: Catalogue) -> None:
    item = small.item("gl-1.0/first/1/1")
    assert item is not None
    assert item.citation.display("en") == "Text of the guide p. 1"
    assert small.item("gl-1.0/first/1/~patching") is item
    assert small.item("gl-1.0/first/1/2") is None
    assert small.item("elsewhere/1") is None
    unnumbered = small.item("gl-1.0/first/1/~training")
    assert unnumbered is not None
    assert (unnumbered.number, unnumbered.carried_from) == ("", "draft")
    assert unnumbered.extra == {"see": "gl-1.0/first/1/1"}


def test_rules_with_parsed_conditions_and_their_place(small: Catalogue, tmp_path: Path) -> None:
    patched, trained = small.rules("gl-1.0")
    assert (patched.item, patched.kind, patched.severity, patched.engine) == (
        "gl-1.0/first/1/1",
        "component",
        "urgent",
        "conformity",
    )
    assert isinstance(patched.require, FactTest)
    assert patched.require.operand == Span.parse("P90D")
    assert trained.where == ALWAYS
    assert trained.severity == "action"
    assert trained.line == line_of(tmp_path / "small", patched.file, "- id: trained")
    assert small.rules("gl-2.0") == ()


def test_duties_acts_scopes_laws_schemes_and_messages(small: Catalogue) -> None:
    (duty,) = small.duties
    assert (duty.kinds, duty.acts, duty.single) == (("component",), {"normal": ("do",)}, True)
    assert duty.done_by == {"component": "component.patched_by"}
    assert small.acts["do"].ja == "実施"
    assert small.situations["normal"].en == "normal"
    (scope,) = small.scopes
    assert (scope.first, list(scope.questions)) == ("trained", ["trained", "parts"])
    (law,) = small.laws
    assert (law.status, law.status_note.en, law.applies_to) == ("in_force", "in force", "stored_in_country")
    scheme = small.schemes["mark"]
    assert scheme.supports[0].standing == "official"
    assert scheme.validity.en == "two years"
    assert small.messages.text("some.code", {"name": "{x}"}, "en") == 'It is "{x}".'


@pytest.mark.parametrize(
    ("day", "ids"),
    [
        (date(2019, 12, 31), []),
        (date(2020, 1, 1), ["gl-1.0"]),
        (date(2022, 3, 31), ["gl-1.0"]),
        (date(2022, 4, 1), ["gl-2.0"]),  # until is the first day no longer in force
        (date(2100, 1, 1), ["gl-2.0"]),
    ],
)
def test_in_force_on_a_day(small: Catalogue, day: date, ids: list[str]) -> None:
    assert [edition.id for edition in small.in_force(day)] == ids
    assert small.resolve([], day) == small.in_force(day)


def test_practices_are_never_in_force(tmp_path: Path) -> None:
    files = {**SOUND, "guides/gl/1.0/edition.yaml": EDITION.replace("kind: guideline", "kind: practice")}
    assert read_catalogue([write(tmp_path, files)]).in_force(date(2021, 1, 1)) == ()


def test_editions_asked_by_name(small: Catalogue) -> None:
    asked = small.resolve(["gl-2.0", "gl-1.0", "gl-2.0"], date(2000, 1, 1))
    assert [edition.id for edition in asked] == ["gl-2.0", "gl-1.0"]
    with pytest.raises(InputError) as caught:
        small.resolve(["gl-1.1", "gl", "gl-1.0"], date(2000, 1, 1))
    told = {dict(problem.params)["edition"]: dict(problem.params)["near"] for problem in caught.value.problems}
    assert set(told) == {"gl-1.1", "gl"}
    assert "gl-1.0" in told["gl-1.1"]
    assert told["gl"] == "gl-1.0, gl-2.0"


def test_lessons_are_editions_marked_always(tmp_path: Path) -> None:
    files = {**SOUND, "guides/gl/1.0/edition.yaml": EDITION + "always: true\n"}
    assert [edition.id for edition in read_catalogue([write(tmp_path, files)]).lesson_editions()] == ["gl-1.0"]


def test_citations_in_words(small: Catalogue) -> None:
    assert small.citation_text("gl-1.0/first/1/1", "ja") == "指針 1① 更新"
    assert small.citation_text("gl-1.0/first/1/~training", "en") == "Guide Training"
    assert small.citation_text("gl-1.0", "ja") == "指針"
    assert small.citation_text("S1:p. 3", "en", "gl-1.0") == "Text of the guide p. 3"
    assert small.citation_text("S1:p. 3", "en") == "Text of the guide p. 3"
    assert small.citation_text("unknown:p. 3", "en") == "unknown:p. 3"


def test_extras_keep_what_no_reader_takes(tmp_path: Path) -> None:
    files = {**SOUND, "odd/one.yaml": "schema: anzenkarte/odd/1\nrows: [{id: a}]\n"}
    catalogue = read_catalogue([write(tmp_path, files)])
    assert catalogue.extras["anzenkarte/odd/1"] == {
        "odd/one.yaml": {"schema": "anzenkarte/odd/1", "rows": [{"id": "a"}]}
    }
    assert set(catalogue.extras["anzenkarte/law/1"]) == {"laws/xx.yaml"}


def test_folders_have_no_meaning(tmp_path: Path) -> None:
    moved = {f"any/where/{number}/{name.rpartition('/')[2]}": text for number, (name, text) in enumerate(SOUND.items())}
    moved = {name.replace("some.yaml", "messages/some.yaml"): text for name, text in moved.items()}
    there, here = read_catalogue([write(tmp_path / "a", moved)]), read_catalogue([write(tmp_path / "b")])
    assert there.items("gl-1.0") == here.items("gl-1.0")
    assert [rule.id for rule in there.rules("gl-1.0")] == [rule.id for rule in here.rules("gl-1.0")]
    assert dict(there.messages) == dict(here.messages)


def test_a_second_folder_adds_an_edition(tmp_path: Path) -> None:
    more = {
        "edition.yaml": EDITION.replace("gl-1.0", "own-1").replace("guideline: gl", "guideline: own"),
        "items.yaml": ITEMS_FIRST.replace("gl-1.0", "own-1"),
        "rules.yaml": RULES.replace("gl-1.0", "own-1").replace("id: patched", "id: own-patched").replace(
            "id: trained", "id: own-trained"
        ),
    }  # fmt: skip
    catalogue = read_catalogue([write(tmp_path / "base"), write(tmp_path / "own", more)])
    assert [item.id for item in catalogue.items("own-1")] == ["own-1/first/1/1", "own-1/first/1/~training"]
    assert catalogue.rules("own-1")[0].file == "own/rules.yaml"


def test_two_folders_that_cannot_be_told_apart_are_refused(tmp_path: Path) -> None:
    one, two, three = (write(tmp_path / place / "own", SOUND) for place in "abc")
    with pytest.raises(CatalogueError) as caught:
        read_catalogue([one, two, three])
    assert {problem.code for problem in caught.value.problems} == {"catalogue.same-name"}
    assert "own/guides/gl/1.0/edition.yaml" in {problem.file for problem in caught.value.problems}


def test_karte_documents_among_the_catalogues_are_passed_over(tmp_path: Path) -> None:
    files = {**SOUND, "cases/x/karte.yaml": "schema: anzenkarte/service/1\nname: [this is not read\n"}
    assert read_catalogue([write(tmp_path, files)]).digest == read_catalogue([write(tmp_path / "b")]).digest


def test_digests_follow_contents(tmp_path: Path) -> None:
    before = read_catalogue([write(tmp_path)])
    changed = {**SOUND, "guides/gl/1.0/rules.yaml": RULES + "# a remark\n"}
    after = read_catalogue([write(tmp_path, changed)])
    assert before.digest != after.digest
    assert before.edition_digest("gl-1.0") != after.edition_digest("gl-1.0")
    assert before.edition_digest("gl-2.0") == after.edition_digest("gl-2.0")
    assert before.vocabulary.digest == after.vocabulary.digest


def test_hidden_folders_and_links_to_folders_are_left_out(tmp_path: Path) -> None:
    folder = write(tmp_path / "a", {"x.yaml": "schema: s\n", ".git/y.yaml": "schema: s\n", "_old/z.yaml": "s: 1\n"})
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "gone.yaml").symlink_to(tmp_path / "nothing")
    assert [state.name for state in list_files(roots_of([folder]))] == ["gone.yaml", "x.yaml"]


def test_the_installed_catalogue_opens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ANZENKARTE_CACHE", str(tmp_path))
    catalogue = open_catalogue()
    item = catalogue.item("mhlw-6.0/operations/14/5")
    assert item is not None
    assert item.number == "14⑤"
    assert [edition.id for edition in catalogue.in_force(date(2023, 8, 1)) if edition.kind == "guideline"] == [
        "meti-mic-1.1",
        "mhlw-6.0",
    ]
    assert {"cs-gold", "hispro", "isms"} <= set(catalogue.schemes)


def test_every_condition_compiles(small: Catalogue) -> None:
    rules = small.rules("gl-1.0")
    assert len(rules) == 2
    for rule in rules:
        assert all(callable(part) for part in (rule.where_closure, rule.applies_closure, rule.require_closure))
    assert all(callable(question.closure) for scope in small.scopes for question in scope.questions.values())
    assert all(callable(part) for duty in small.duties for part in duty.where_closures.values())


def _install(folder: Path, package: str, value: str, files: dict[str, str]) -> None:
    """A package as an installer leaves it behind: the folder, and its entry point in the group of catalogues."""
    write(folder / package, {"__init__.py": "", **files})
    entry = f"[anzenkarte.catalogues]\n{package} = {value}\n"
    metadata = f"Metadata-Version: 2.1\nName: {package}\nVersion: 1\n"
    write(folder / f"{package}-1.dist-info", {"entry_points.txt": entry, "METADATA": metadata})


def test_an_installed_package_brings_its_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edition = EDITION.replace("gl-1.0", "own-1").replace("guideline: gl", "guideline: own")
    _install(tmp_path, "own_catalogue", "own_catalogue", {"edition.yaml": edition})
    monkeypatch.syspath_prepend(tmp_path)
    assert [root.name for root in installed_roots()] == ["anzenkarte_catalogues", "own_catalogue"]
    catalogue = read_catalogue()
    assert catalogue.editions["own-1"].folder == "own_catalogue"
    assert "mhlw-6.0" in catalogue.editions


def test_a_declared_package_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _install(tmp_path, "own_catalogue", "lost.catalogue", {})
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(CatalogueError) as caught:
        installed_roots()
    assert caught.value.problems[0].code == "catalogue.no-package"
