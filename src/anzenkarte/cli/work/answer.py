"""``bundle diff|answer``: what a bundle changes, how it differs from one's own papers, and one's word on each line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from anzenkarte.accord.gather import lines_of
from anzenkarte.accord.lines import by_id
from anzenkarte.assess.run import Assessment, run
from anzenkarte.catalogue.attached.store import home
from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue
from anzenkarte.cli.language import say
from anzenkarte.cli.work.bundle import newest
from anzenkarte.cli.work.inputs import day, karte_path, read_karte
from anzenkarte.cli.work.secrets import key_store, only_proposes, opened, sound_bundle, unlocked
from anzenkarte.cli.work.tables import choice
from anzenkarte.documents.agreement_annex import party_names
from anzenkarte.exchange.bundle.answers import read_answers
from anzenkarte.exchange.bundle.content import Content
from anzenkarte.exchange.bundle.expect import Difference, differences, unanswered, unfounded
from anzenkarte.exchange.bundle.journal import Journal
from anzenkarte.exchange.bundle.manifest import Manifest
from anzenkarte.exchange.bundle.seal import Offer, Place
from anzenkarte.exchange.bundle.seal import seal as sealed
from anzenkarte.exchange.bundle.verify import verify as verified
from anzenkarte.exchange.keys.store import KeyStore
from anzenkarte.formats.atomic import write_file
from anzenkarte.formats.strict_yaml import load_one_file
from anzenkarte.karte.diff import describe, diff
from anzenkarte.karte.document import Document
from anzenkarte.karte.select import choose
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.text import LANGS, Lang

_ZIP = b"PK\x03\x04"
_MOST = 20


def differ(file: Path, against: str, lang: str) -> None:
    """Changes in words, lines that changed, lines that do not follow, differences from one's own papers, open items."""
    tongue: Lang = "ja" if choice("--lang", lang, LANGS) == "ja" else "en"
    store, catalogue = key_store(), open_catalogue()
    _, sound = sound_bundle(file, store.ring())
    content = opened(store, sound, catalogue.vocabulary)
    if not content.documents:
        raise InputError(Problem.at("bundle.no-documents", file=str(file)))
    assessment = assess_bundle(sound.manifest, content, catalogue)
    if against and not _is_bundle(against):
        own = _own_assessment(against, sound.manifest, catalogue)
        _show_changes(own.case.documents, assessment.case.documents, catalogue, tongue)
        _show_differences(differences(lines_of(own), content.lines), [*own.case.documents, *content.documents], tongue)
    else:
        before = _before(against, store, sound.manifest, catalogue)
        if before is None:
            print(say("前回の受け渡しは手元にありません（初回）。", "No bundle before this one is here (the first)."))
        else:
            _show_changes(before.documents, content.documents, catalogue, tongue)
            _show_lines(before, content)
    _show_unfounded(assessment, content, sound.manifest)
    _show_open(unanswered(assessment))


def assess_bundle(manifest: Manifest, content: Content, catalogue: Catalogue) -> Assessment:
    """The assessment of a bundle's documents on the day and under the editions its lines were made with."""
    on = date.fromisoformat(manifest.on) if manifest.on else manifest.sealed_on
    editions = catalogue.resolve(list(manifest.editions), on)
    name = manifest.about.partition("/")[2]
    return run(choose(content.documents, catalogue.vocabulary, name), catalogue, on, editions)


def _is_bundle(given: str) -> bool:
    path = Path(given)
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(len(_ZIP)) == _ZIP


def _own_assessment(given: str, manifest: Manifest, catalogue: Catalogue) -> Assessment:
    documents = read_karte(str(karte_path(given)), catalogue)
    return assess_bundle(manifest, Content(tuple(documents)), catalogue)


def _before(given: str, store: KeyStore, manifest: Manifest, catalogue: Catalogue) -> Content | None:
    """The bundle to compare with: as given, else the nearest before this one that holds documents."""
    if given:
        _, sound = sound_bundle(Path(given), store.ring())
        return opened(store, sound, catalogue.vocabulary)
    journal = Journal(home())
    for entry in reversed(journal.chain(manifest.about, manifest.pair)):
        data = journal.bytes_of(entry.id) if entry.sequence < manifest.sequence else None
        if data is not None:
            sound = verified(data, store.ring(), day(""), entry.id)
            if sound.manifest.revisions:
                return opened(store, sound, catalogue.vocabulary)
    return None


def _show_changes(old: Sequence[Document], new: Sequence[Document], catalogue: Catalogue, lang: Lang) -> None:
    changes = describe(diff(old, new, catalogue.vocabulary), catalogue.vocabulary, lang)
    print(say(f"変わったこと：{len(changes)} 件", f"Changes: {len(changes)}"))
    _listed(changes)


def _listed(lines: Sequence[str]) -> None:
    for line in lines:
        print(f"  {line}")


def _show_lines(before: Content, now: Content) -> None:
    """Lines whose digest is another now: the ones to read again."""
    was, is_ = by_id(before.lines), by_id(now.lines)
    rows = [f"+ {id_}" for id_ in is_ if id_ not in was]
    rows += [f"- {id_}" for id_ in was if id_ not in is_]
    rows += [f"≠ {id_}" for id_ in is_ if id_ in was and was[id_].digest != is_[id_].digest]
    print(say(f"変わった行：{len(rows)} 件", f"Changed lines: {len(rows)}"))
    _listed(rows)


def _show_differences(found: Sequence[Difference], documents: Iterable[Document], lang: Lang) -> None:
    names = party_names(documents, lang)
    print(say(f"自分の分担との違い：{len(found)} 件", f"Differences from your own demarcation: {len(found)}"))
    for one in found:
        mine, theirs = (_named(side, names) for side in (one.mine, one.theirs))
        print(say(f"  {one.line}：自分 {mine}、相手 {theirs}", f"  {one.line}: yours {mine}, theirs {theirs}"))


def _named(parties: Sequence[str] | None, names: Mapping[str, str]) -> str:
    if parties is None:
        return say("記載なし", "nothing")
    return ", ".join(names.get(party, party) for party in parties)


def _show_unfounded(assessment: Assessment, content: Content, manifest: Manifest) -> None:
    """Lines that this program does not find in the bundle's documents; another catalogue may be the reason."""
    found = unfounded(content.lines, lines_of(assessment))
    if manifest.catalogue != assessment.catalogue.digest:
        print(say("注意：相手のカタログは手元のものと違います。", "Note: the sender's catalogue is not the one here."))
    print(say(f"文書から導けない行：{len(found)} 件", f"Lines that do not follow from the documents: {len(found)}"))
    _listed([f"{id_} ({', '.join(changed)})" for id_, changed in found.items()])


def _show_open(items: Sequence[str]) -> None:
    print(say(f"事業者に求める項目で未回答：{len(items)} 件", f"Items asked of the vendor, not answered: {len(items)}"))
    _listed(items[:_MOST])
    if len(items) > _MOST:
        print(say(f"  ほか {len(items) - _MOST} 件", f"  and {len(items) - _MOST} more"))


def answer(file: Path, key: str, answers: Path, out: Path) -> None:
    """Seal one's words on the lines of a bundle, after everything kept of the exchange."""
    store, journal, catalogue = key_store(), Journal(home()), open_catalogue()
    ring = store.ring()
    data, sound = sound_bundle(file, ring)
    m, known = sound.manifest, ring.find(key)
    if known.card.party == m.sender:
        raise InputError(Problem.at("bundle.own-lines", {"party": m.sender}, file=str(file)))
    content = opened(store, sound, catalogue.vocabulary)
    if not content.lines:
        raise InputError(Problem.at("bundle.no-lines", file=str(file)))
    said = read_answers(load_one_file(answers), content.lines)
    pair = tuple(sorted({m.sender, known.card.party}))
    kept = newest(journal, ring, m.about, pair)
    last = kept if kept is not None and kept.sequence > m.sequence else m
    recipient = sound.signer.card.recipient if m.encrypted else ""
    offer = Offer(m.about, m.sender, Content((), (), said), Place.after(last, m.id), recipient=recipient)
    reply = sealed(offer, unlocked(store, key), day(""))
    manifest = verified(reply, ring, day(""), str(out)).manifest
    write_file(out, reply)
    journal.keep(data, m)
    journal.keep(reply, manifest)
    left = len(content.lines) - len(said)
    print(
        say(
            f"回答しました：{out}（{len(said)} 行、未回答 {left} 行）",
            f"Answered: {out} ({len(said)} lines, {left} left open)",
        )
    )
    if not known.binds:
        print(only_proposes())
