"""One tiny bad catalogue per fault: the check names file, line and code, has a sentence for it, and names no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from anzenkarte.catalogue.catalogue import read_catalogue
from anzenkarte.catalogue.check import check
from anzenkarte.catalogue.folders import roots_of
from anzenkarte.catalogue.messages import messages_alone
from anzenkarte.kernel.errors import CatalogueError, Problem
from tests.catalogue.small import SOUND, broken, line_of, write

ED, FIRST, SECOND = "guides/gl/1.0/edition.yaml", "guides/gl/1.0/a-first.yaml", "guides/gl/1.0/b-second.yaml"
NEXT, RULES, DUTIES = "guides/gl/2.0/edition.yaml", "guides/gl/1.0/rules.yaml", "duties/duties.yaml"
SCOPE, LAW, SCHEME = "scopes/gl.yaml", "laws/xx.yaml", "schemes/mark.yaml"
COMPONENT, PARTY, SOME = "vocabulary/component.yaml", "vocabulary/party.yaml", "messages/some.yaml"

VALUES = ", values: {server: {ja: サーバ, en: server}, vpn: {ja: VPN, en: VPN}}"

# code, file, old text, new text, words on the line that is to be named
FAULTS = [
    ("catalogue.no-schema", LAW, "schema: anzenkarte/law/1\n", "", "id: xx-1"),
    ("catalogue.missing-key", ED, "publisher: {ja: 省, en: Ministry}\n", "", "schema:"),
    ("catalogue.missing-key", FIRST, "    read_in: {ja: 案, en: draft}\n", "", "- id: gl-1.0/first/1/~training"),
    ("catalogue.unknown-key", FIRST, "extra: {see", "extras: {see", "extras:"),
    ("catalogue.unknown-word", FIRST, "addressee: institution", "addressee: patient", "addressee: patient"),
    ("catalogue.unknown-word", FIRST, "confidence: partial", "confidence: certain", "confidence: certain"),
    ("catalogue.unknown-word", FIRST, "confidence: partial", "confidence: missing", "confidence: missing"),
    ("catalogue.unknown-word", LAW, "value: in_force", "value: maybe", "value: maybe"),
    ("catalogue.both-languages", FIRST, "title: {ja: 教育, en: Training}", "title: {ja: 教育}", "title: {ja: 教育}"),
    ("catalogue.both-languages", SOME, """ en: 'It is "{name}".'""", "", "some.code"),
    ("catalogue.both-languages", FIRST, "extra: {see", "extra: {note: {ja: 注}, see", "extra:"),
    ("catalogue.no-citation", FIRST, "    citation: {source: S1, place: {ja: 2頁, en: p. 2}}\n", "", "~training"),
    ("catalogue.no-citation", SCHEME, ", citation: {source: R, place: {ja: 2頁, en: p. 2}}}", "}", "ja: 注"),
    ("catalogue.missing-key", SCHEME, "confidence: partial, ", "", "ja: 注"),
    ("catalogue.missing-key", LAW, "read_in: {ja: 報告書, en: report}\n", "", "schema: anzenkarte/law/1"),
    ("catalogue.unknown-source", SECOND, "{source: S1,", "{source: S2,", "source: S2"),
    ("catalogue.unknown-source", LAW, "citation: {source: R,", "citation: {source: Q,", "source: Q"),
    ("catalogue.unknown-key", LAW, "effect: order", "effects: order", "effects: order"),
    ("catalogue.unknown-key", SCHEME, "fees: []", "fee: []", "fee: []"),
    ("catalogue.not-text", FIRST, 'number: "1①"', "number: 1", "number: 1"),
    ("catalogue.not-a-mapping", FIRST, "extra: {see: gl-1.0/first/1/1}", "extra: none", "extra: none"),
    ("catalogue.not-a-list", LAW, "sources:", "contradictions: none\nsources:", "contradictions: none"),
    ("catalogue.not-text-list", FIRST, "aliases: [gl-1.0/first/1/~patching]", "aliases: old", "aliases: old"),
    ("catalogue.not-bool", DUTIES, "single: true", "single: perhaps", "single: perhaps"),
    ("catalogue.duplicate-id", FIRST, "id: gl-1.0/first/1/~training", "id: gl-1.0/first/1/1", "/1/1\n    number: null"),
    ("catalogue.duplicate-id", RULES, "id: trained", "id: patched", "id: patched\n    item: gl-1.0/first/1/~"),
    ("catalogue.id-prefix", SECOND, "id: gl-1.0/second/1/1", "id: gl-2.0/second/1/1", "id: gl-2.0/second"),
    ("catalogue.id-form", SECOND, "id: gl-1.0/second/1/1", "id: gl-1.0/second/1/①", "id: gl-1.0/second"),
    ("catalogue.provisional-numbered", FIRST, "number: null", 'number: "1②"', "~training"),
    ("catalogue.alias-taken", SECOND, "    addressee:", "    aliases: [gl-1.0/first/1/1]\n    addressee:", "aliases:"),
    ("catalogue.unknown-edition", RULES, "edition: gl-1.0", "edition: gl-1.1", "edition: gl-1.1"),
    ("catalogue.unknown-edition", SCOPE, "editions: [gl-1.0]", "editions: [gl-3.0]", "editions:"),
    ("catalogue.unknown-part", ED, "id: second", "id: other", ""),
    ("catalogue.unknown-chapter", SECOND, '    chapter: "1"', '    chapter: "3"', 'chapter: "3"'),
    ("catalogue.chapter-twice", FIRST, 'number: "2"', 'number: "1"', 'number: "1"\n    title: {ja: 次の章'),
    ("catalogue.carried-seen", FIRST, "confidence: partial", "confidence: seen", "confidence: seen\n    carried_from"),
    ("catalogue.coverage-untrue", FIRST, "coverage: missing", "coverage: complete", "coverage: complete\nitems"),
    ("catalogue.coverage-untrue", FIRST, "coverage: complete", "coverage: none", "coverage: none"),
    ("catalogue.coverage-note", FIRST, "coverage: complete", "coverage: partial", "coverage: partial"),
    ("catalogue.in-force-backwards", ED, 'until: "2022-04-01"', 'until: "2019-04-01"', "in_force:"),
    ("catalogue.in-force-overlap", NEXT, 'from: "2022-04-01"', 'from: "2022-03-31"', "in_force:"),
    ("catalogue.supersedes", NEXT, "supersedes: gl-1.0", "supersedes: gl-0.9", "supersedes:"),
    ("catalogue.supersedes-circle", NEXT, "supersedes: gl-1.0", "supersedes: gl-2.0", "supersedes:"),
    ("catalogue.edition-scope", ED, "parts:", "scope: {fact: party.size, values: [large]}\nparts:", "scope:"),
    ("catalogue.dangling-item", RULES, "item: gl-1.0/first/1/1", "item: gl-1.0/first/1/9", "item: gl-1.0/first/1/9"),
    ("catalogue.dangling-item", SCHEME, "item: gl-1.0/first/1/1", "item: gl-1.0/first/1/9", "item: gl-1.0"),
    ("catalogue.dangling-item", FIRST, "see: gl-1.0/first/1/1", "see: gl-1.0/first/1/9", "extra:"),
    ("catalogue.dangling-cite", RULES, '"S1:1頁"', '"S9:1頁"', "cites:"),
    ("catalogue.dangling-cite", DUTIES, "cites: [gl-1.0/first/1/1]", "cites: [gl-1.0/first/7]", "cites:"),
    ("catalogue.dangling-cite", SCOPE, '"S1:3頁"', '"S1:"', 'cites: ["S1:"]'),
    ("catalogue.cites-nothing", DUTIES, "    cites: [gl-1.0/first/1/1]\n", "", "- id: patching"),
    ("catalogue.cites-nothing", RULES, "    item: gl-1.0/first/1/~training\n", "", "- id: trained"),
    ("catalogue.unknown-act", DUTIES, "normal: [do]", "normal: [fly]", "acts: {normal"),
    ("catalogue.unknown-situation", DUTIES, "normal: [do]", "war: [do]", "acts: {war"),
    ("catalogue.done-by", DUTIES, "component.patched_by", "component.kind", "done_by:"),
    ("catalogue.unknown-word", RULES, "for: party", "for: planet", "for: planet"),
    ("catalogue.unknown-word", RULES, "severity: urgent", "severity: dire", "severity: dire"),
    ("catalogue.unknown-word", RULES, "    for: party", "    engine: magic\n    for: party", "engine: magic"),
    ("catalogue.missing-key", RULES, "    remedy: {ja: 教育してください。, en: Train.}\n", "", "- id: trained"),
    ("catalogue.both-languages", RULES, "ja: 教育がありません。, ", "", "{en: No training."),
    ("catalogue.scope-first", SCOPE, "first: trained", "first: nothing", "first: nothing"),
    ("catalogue.scope-target", SCOPE, 'no: "=out"', "no: out", "no: out"),
    ("catalogue.scope-circle", SCOPE, 'no: "=out"', "no: trained", "no: trained"),
    ("catalogue.scope-unreached", SCOPE, "no: parts", 'no: "=out"', "- id: parts"),
    ("catalogue.no-answer-text", SCOPE, 'no: "=out"', 'no: "=depends"', "answers:"),
    ("condition.unknown-fact", RULES, "component.ports, ge: 1", "component.holes, ge: 1", "applies_if:"),
    ("condition.unknown-fact", SCOPE, "party.trained", "component.kind", "condition: {fact"),
    ("condition.unknown-relation", SCOPE, "some: party.components", "some: party.friends", "some: party.friends"),
    ("condition.operand", RULES, "eq: vpn}\n", "eq: door}\n", "door"),
    ("condition.operator", RULES, "component.ports, ge: 1", "component.ports, like: 1", "applies_if:"),
    ("condition.operator-type", RULES, "component.ports, ge: 1", "component.tags, ge: 1", "applies_if:"),
    ("condition.list", RULES, "{fact: component.ports, ge: 1}", "{all: []}", "applies_if:"),
    ("condition.form", RULES, "{fact: component.ports, ge: 1}", "{known: component.ports}", "applies_if:"),
    ("condition.that", RULES, ", that: {fact: component.ports, eq: 1}", "", "every:"),
    ("condition.count", SCOPE, "{some: party.components}", "{count: party.components, ge: many}", "count:"),
    ("vocabulary.target", COMPONENT, "target: party", "target: planet", "target: planet"),
    ("vocabulary.no-values", COMPONENT, VALUES, "", "kind: {type"),
    ("vocabulary.field", PARTY, "type: bool", "type: boolean", "trained:"),
    ("vocabulary.key", PARTY, "type: bool", "type: bool, colour: red", "trained:"),
    ("vocabulary.answered-by", PARTY, "type: bool", "type: bool, answered_by: nobody", "trained:"),
    ("vocabulary.relation", PARTY, "by: patched_by", "by: built_by", "components:"),
    ("date.unreadable", ED, 'published: "2020-01-01"', 'published: "soon"', "published:"),
    ("date.impossible", ED, 'published: "2020-01-01"', 'published: "2020-02-30"', "published:"),
    ("yaml.duplicate-key", LAW, "country: XX", "country: XX\ncountry: YY", "country: YY"),
]  # fmt: skip

#: What else is rightly said when this is wrong.
COMPANIONS = {
    "catalogue.scope-first": ("catalogue.scope-unreached",),
    "catalogue.unknown-chapter": ("catalogue.coverage-untrue",),
    "catalogue.chapter-twice": ("catalogue.coverage-untrue",),
    "catalogue.duplicate-id": ("catalogue.dangling-item",),
    "catalogue.scope-circle": ("catalogue.no-answer-text",),
    "catalogue.unknown-edition": ("catalogue.dangling-cite",),
}

#: Faults of the vocabulary make facts vanish, so whatever uses them is named as well.
FOLLOWED = ("vocabulary.", "catalogue.unknown-part")


@pytest.mark.parametrize(
    ("code", "name", "old", "new", "words"), FAULTS, ids=[f"{i}-{fault[0]}" for i, fault in enumerate(FAULTS)]
)
def test_fault_is_named_with_file_and_line(
    code: str, name: str, old: str, new: str, words: str, tmp_path: Path
) -> None:
    folder = broken(tmp_path, name, old, new)
    problems = check([folder]).problems
    named = [problem for problem in problems if problem.code == code]
    assert named, problems
    if code == "catalogue.unknown-part":
        assert (named[0].file, named[0].line) == (SECOND, 3)
    else:
        assert (name, _line(folder, name, words)) in {(problem.file, problem.line) for problem in named}
    if not code.startswith(FOLLOWED):
        assert {problem.code for problem in problems} <= {code, *COMPANIONS.get(code, ())}, problems
    for problem in named:
        _has_a_full_sentence(problem)


def _line(folder: Path, name: str, words: str) -> int:
    """The line where these words begin; words over two lines tell apart lines that look alike."""
    head, newline, tail = words.partition("\n")
    if not newline:
        return line_of(folder, name, head)
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return 1 + next(i for i in range(len(lines) - 1) if head in lines[i] and tail.strip() in lines[i + 1])


def _has_a_full_sentence(problem: Problem) -> None:
    messages = messages_alone()
    for lang in ("ja", "en"):
        sentence = messages.text(problem.code, problem.params, "ja" if lang == "ja" else "en")
        assert sentence != problem.code
        assert not re.search(r"\{[a-z_]+\}", sentence), sentence


def test_sound_catalogue_has_no_fault(tmp_path: Path) -> None:
    report = check([write(tmp_path)])
    assert report.problems == ()
    assert report.sound
    expected = {
        "files": len(SOUND), "editions": 2, "chapters": 3, "items": 3, "rules": 2, "duties": 1, "scopes": 1,
        "laws": 1, "schemes": 1, "facts": 6, "messages": 1,
    }  # fmt: skip
    assert {name: report.counts[name] for name in expected} == expected
    assert report.items == {"gl-1.0": 3, "gl-2.0": 0}
    assert report.lists["anzenkarte/scheme/1"]["supports"] == 1


def test_a_draft_may_point_at_what_lies_beside_it_and_nothing_else_of_that_counts(tmp_path: Path) -> None:
    former, draft = write(tmp_path / "former"), tmp_path / "draft"
    moved = draft / NEXT
    moved.parent.mkdir(parents=True)
    moved.write_bytes((former / NEXT).read_bytes())
    (former / NEXT).unlink()
    assert {problem.code for problem in check([draft]).problems} == {"catalogue.supersedes"}
    report = check([draft], beside=roots_of([former]))
    assert (report.problems, list(report.items)) == ((), ["gl-2.0"])


def test_a_draft_does_not_vouch_for_itself_from_beside(tmp_path: Path) -> None:
    sound = write(tmp_path / "sound")
    folder = broken(tmp_path / "b", RULES, "item: gl-1.0/first/1/1", "item: gl-1.0/first/1/9")
    (sound / FIRST).write_text(
        (sound / FIRST).read_text("utf-8").replace("gl-1.0/first/1/1", "gl-1.0/first/1/9"), "utf-8"
    )
    found = {problem.code for problem in check([folder], beside=roots_of([sound])).problems}
    assert found == {"catalogue.dangling-item"}


def test_coverage_table_counts_items_by_confidence(tmp_path: Path) -> None:
    rows = {(row.edition, row.part, row.chapter): row for row in check([write(tmp_path)]).coverage}
    assert list(rows) == [
        ("gl-1.0", "second", "1"), ("gl-1.0", "first", "1"), ("gl-1.0", "first", "2"), ("gl-2.0", "", ""),
    ]  # fmt: skip
    assert rows["gl-1.0", "first", "1"].confidence == {"seen": 1, "partial": 1, "recalled": 0}
    assert (rows["gl-1.0", "first", "2"].items, rows["gl-1.0", "first", "2"].coverage) == (0, "missing")
    assert rows["gl-2.0", "", ""].coverage == "missing"


def test_all_faults_come_together(tmp_path: Path) -> None:
    folder = broken(tmp_path, FIRST, "addressee: institution", "addressee: patient")
    (folder / LAW).write_text("schema: anzenkarte/law/1\nid: [\n", encoding="utf-8")
    (folder / SOME).write_text("some.code: {ja: あ}\n", encoding="utf-8")
    assert {problem.file for problem in check([folder]).problems} == {FIRST, LAW, SOME}


def test_a_broken_catalogue_does_not_open(tmp_path: Path) -> None:
    folder = broken(tmp_path, RULES, "component.ports, ge: 1", "component.holes, ge: 1")
    with pytest.raises(CatalogueError) as caught:
        read_catalogue([folder])
    assert [(p.code, p.file, p.line) for p in caught.value.problems] == [("condition.unknown-fact", RULES, 9)]


@pytest.mark.parametrize("text", ["some.code: {ja: あ}\n", "some.code: [\n", "some.code: {ja: あ, en: a}\n"])
def test_a_faulty_sentence_fails_the_check_but_keeps_nobody_from_verdicts(text: str, tmp_path: Path) -> None:
    folder = write(tmp_path, {**SOUND, "messages/more.yaml": text})
    assert {problem.file for problem in check([folder]).problems} <= {"messages/more.yaml", SOME}
    assert not check([folder]).sound
    assert read_catalogue([folder]).item("gl-1.0/first/1/1") is not None


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError) as caught:
        check([tmp_path / "nowhere"])
    assert caught.value.problems[0].code == "catalogue.no-folder"


def test_editions_for_different_readers_may_be_in_force_together(tmp_path: Path) -> None:
    files = dict(SOUND)
    files[ED] = files[ED].replace('edition: "1.0"', 'edition: "r1-hospital"')
    files[NEXT] = files[NEXT].replace('from: "2022-04-01"', 'from: "2021-04-01"').replace('"2.0"', '"r1-vendor"')
    assert check([write(tmp_path, files)]).problems == ()
