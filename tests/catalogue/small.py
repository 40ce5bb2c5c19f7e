"""A very small sound catalogue in files, which tests break in one place each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

VOCABULARY_COMPONENT = """\
schema: anzenkarte/vocabulary/1
kind: component
collection: components
documents: [service]
label: {ja: 構成要素, en: component}
plural: {ja: 構成要素, en: components}
fields:
  kind: {type: enum, ja: 種別, en: Kind, values: {server: {ja: サーバ, en: server}, vpn: {ja: VPN, en: VPN}}}
  ports: {type: int, ja: 口の数, en: Ports}
  supported_until: {type: date, ja: 期限, en: Supported until}
  tags: {type: text, many: true, ja: 札, en: Tags}
  patched_by: {type: ref, target: party, ja: 更新の担当, en: Patched by}
"""
VOCABULARY_PARTY = """\
schema: anzenkarte/vocabulary/1
kind: party
collection: parties
documents: [service]
label: {ja: 当事者, en: party}
plural: {ja: 当事者, en: parties}
fields:
  trained: {type: bool, ja: 教育, en: Trained}
relations:
  components: {of: component, by: patched_by}
"""
EDITION = """\
schema: anzenkarte/edition/1
id: gl-1.0
guideline: gl
edition: "1.0"
kind: guideline
binds: vendor
title: {ja: 指針, en: Guide}
publisher: {ja: 省, en: Ministry}
published: "2020-01-01"
in_force: {from: "2020-01-01", until: "2022-04-01"}
supersedes: null
confidence: seen
read_in: {ja: 指針そのもの, en: the guide itself}
citation: {source: S1, place: {ja: 表紙, en: cover}}
sources:
  S1: {title: {ja: 指針の本文, en: Text of the guide}, address: "https://example.com/guide"}
parts:
  - {id: second, title: {ja: 後編, en: Second part}}
  - {id: first, title: {ja: 前編, en: First part}}
"""
NEXT_EDITION = (
    EDITION.replace("gl-1.0", "gl-2.0")
    .replace('edition: "1.0"', 'edition: "2.0"')
    .replace('{from: "2020-01-01", until: "2022-04-01"}', '{from: "2022-04-01", until: null}')
    .replace("supersedes: null", "supersedes: gl-1.0")
)
ITEMS_FIRST = """\
schema: anzenkarte/items/1
edition: gl-1.0
part: first
chapters:
  - number: "1"
    title: {ja: 章, en: Chapter}
    title_confidence: seen
    coverage: complete
  - number: "2"
    title: {ja: 次の章, en: Next chapter}
    title_confidence: recalled
    coverage: missing
items:
  - id: gl-1.0/first/1/1
    number: "1①"
    chapter: "1"
    title: {ja: 更新, en: Patching}
    summary: {ja: 更新する。, en: Patch.}
    addressee: vendor
    confidence: seen
    read_in: {ja: 指針, en: the guide}
    citation: {source: S1, place: {ja: 1頁, en: p. 1}}
    aliases: [gl-1.0/first/1/~patching]
  - id: gl-1.0/first/1/~training
    number: null
    chapter: "1"
    title: {ja: 教育, en: Training}
    summary: {ja: 教育する。, en: Train.}
    addressee: institution
    confidence: partial
    carried_from: draft
    read_in: {ja: 案, en: draft}
    citation: {source: S1, place: {ja: 2頁, en: p. 2}}
    extra: {see: gl-1.0/first/1/1}
"""
ITEMS_SECOND = """\
schema: anzenkarte/items/1
edition: gl-1.0
part: second
chapters:
  - number: "1"
    title: {ja: 後の章, en: Chapter of the second part}
    title_confidence: seen
    coverage: partial
    coverage_note: {ja: ②以降は未読, en: the rest not read}
items:
  - id: gl-1.0/second/1/1
    number: "1①"
    chapter: "1"
    title: {ja: 記録, en: Records}
    summary: {ja: 記録する。, en: Keep records.}
    addressee: vendor_supplies
    confidence: recalled
    read_in: {ja: 記憶, en: memory}
    citation: {source: S1, place: {ja: 9頁, en: p. 9}}
"""
RULES = """\
schema: anzenkarte/rules/1
edition: gl-1.0
rules:
  - id: patched
    item: gl-1.0/first/1/1
    for: component
    severity: urgent
    where: {fact: component.kind, eq: vpn}
    applies_if: {fact: component.ports, ge: 1}
    require: {fact: component.supported_until, ge: {on: P90D}}
    cites: [gl-1.0/first/1/1, "S1:1頁"]
    finding: {ja: 期限切れです。, en: Out of support.}
    remedy: {ja: 更新してください。, en: Update it.}
  - id: trained
    item: gl-1.0/first/1/~training
    for: party
    require: {every: party.components, where: {fact: component.kind, eq: vpn}, that: {fact: component.ports, eq: 1}}
    finding: {ja: 教育がありません。, en: No training.}
    remedy: {ja: 教育してください。, en: Train.}
"""
DUTIES = """\
schema: anzenkarte/duties/1
acts:
  do: {ja: 実施, en: do}
situations:
  normal: {ja: 通常時, en: normal}
duties:
  - id: patching
    title: {ja: 更新, en: Patching}
    description: {ja: 更新すること。, en: Patch.}
    for: {component: {fact: component.kind, in: [server, vpn]}}
    acts: {normal: [do]}
    done_by: {component: component.patched_by}
    single: true
    cites: [gl-1.0/first/1/1]
"""
SCOPE = """\
schema: anzenkarte/scope/1
id: gl-scope
regime: gl
title: {ja: 対象, en: Scope}
for: party
editions: [gl-1.0]
confidence: seen
read_in: {ja: 指針, en: the guide}
first: trained
answers:
  in: {ja: 対象です。, en: In scope.}
  out: {ja: 対象外です。, en: Out of scope.}
questions:
  - id: trained
    ask: {ja: 教育したか, en: Trained?}
    condition: {fact: party.trained, eq: true}
    yes: "=in"
    no: parts
    cites: [gl-1.0/first/1/1]
  - id: parts
    ask: {ja: 部品があるか, en: Any component?}
    condition: {some: party.components}
    yes: "=in"
    no: "=out"
    cites: ["S1:3頁"]
"""
LAW = """\
schema: anzenkarte/law/1
id: xx-1
country: XX
title: {ja: 法, en: Act}
article: {ja: 第1条, en: Article 1}
content: {ja: 中身。, en: Content.}
status: {value: in_force, ja: 有効, en: in force}
applies_to: stored_in_country
effect: order
confidence: seen
read_in: {ja: 報告書, en: report}
citation: {source: R, place: {ja: 1頁, en: p. 1}}
sources:
  R: {title: {ja: 報告書, en: Report}}
"""
SCHEME = """\
schema: anzenkarte/scheme/1
id: mark
title: {ja: 印, en: Mark}
target: {ja: 組織, en: organisation}
target_kind: organisation
body:
  - {role: certifier, name: {ja: 会, en: Society}}
purpose: {ja: 目的, en: purpose}
certifies: {ja: 内容, en: content}
steps:
  - {ja: 申請, en: apply}
fees: []
papers:
  - {ja: 申請書, en: application}
validity: {years: 2, ja: 2年, en: two years}
supports:
  - item: gl-1.0/first/1/1
    class: official
    decides: true
    rationale: {ja: 理由, en: why}
    confidence: seen
    citation: {source: R, place: {ja: 1頁, en: p. 1}}
contradictions: []
notes:
  - {ja: 注, en: note, confidence: partial, citation: {source: R, place: {ja: 2頁, en: p. 2}}}
confidence: seen
read_in: {ja: 報告書, en: report}
citation: {source: R, place: {ja: 1頁, en: p. 1}}
sources:
  R: {title: {ja: 報告書, en: Report}}
"""
MESSAGES = """\
some.code: {ja: '「{name}」です。', en: 'It is "{name}".'}
"""
SOUND: Mapping[str, str] = {
    "vocabulary/component.yaml": VOCABULARY_COMPONENT,
    "vocabulary/party.yaml": VOCABULARY_PARTY,
    "guides/gl/1.0/edition.yaml": EDITION,
    "guides/gl/1.0/a-first.yaml": ITEMS_FIRST,
    "guides/gl/1.0/b-second.yaml": ITEMS_SECOND,
    "guides/gl/1.0/rules.yaml": RULES,
    "guides/gl/2.0/edition.yaml": NEXT_EDITION,
    "duties/duties.yaml": DUTIES,
    "scopes/gl.yaml": SCOPE,
    "laws/xx.yaml": LAW,
    "schemes/mark.yaml": SCHEME,
    "messages/some.yaml": MESSAGES,
}


def write(folder: Path, files: Mapping[str, str] = SOUND) -> Path:
    """Write the files below a folder and return it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return folder


def broken(folder: Path, name: str, old: str, new: str) -> Path:
    """The sound catalogue with one place changed; the old text must be there exactly once."""
    text = SOUND[name]
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    return write(folder, {**SOUND, name: text.replace(old, new)})


def line_of(folder: Path, name: str, words: str) -> int:
    """The 1-based line of a file that holds these words; there is exactly one."""
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    found = [number for number, line in enumerate(lines, 1) if words in line]
    assert len(found) == 1, f"{words!r} stands on lines {found} of {name}"
    return found[0]
