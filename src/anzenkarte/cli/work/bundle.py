"""``bundle seal|verify|open``: a karte handed over under a seal, and what comes in taken out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from anzenkarte import __version__
from anzenkarte.accord.gather import Trace, lines_of, open_cells
from anzenkarte.accord.lines import Line
from anzenkarte.accord.terms import read_terms
from anzenkarte.assess.run import Assessment, run
from anzenkarte.catalogue.attached.store import home
from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue
from anzenkarte.cli.language import language, say
from anzenkarte.cli.work.inputs import day, read_karte
from anzenkarte.cli.work.secrets import key_store, only_proposes, opened, short, shown, sound_bundle, unlocked
from anzenkarte.exchange.bundle.content import ANSWERS, LINES, Content
from anzenkarte.exchange.bundle.journal import Journal, Standing
from anzenkarte.exchange.bundle.manifest import Manifest
from anzenkarte.exchange.bundle.pack import LIMITS
from anzenkarte.exchange.bundle.papers import compare, mark
from anzenkarte.exchange.bundle.seal import MANIFEST, Assessed, Offer, Place
from anzenkarte.exchange.bundle.seal import seal as sealed
from anzenkarte.exchange.bundle.verify import Sound
from anzenkarte.exchange.bundle.verify import verify as verified
from anzenkarte.exchange.keys.age import is_recipient
from anzenkarte.exchange.keys.card import Card, read_card
from anzenkarte.exchange.keys.store import Ring
from anzenkarte.formats.atomic import write_directory, write_file
from anzenkarte.formats.buffers import Data
from anzenkarte.formats.plain_text import read_bytes
from anzenkarte.formats.strict_yaml import load_one_file
from anzenkarte.karte.case import Case
from anzenkarte.karte.document import file_text
from anzenkarte.karte.select import choose
from anzenkarte.kernel.errors import InputError, Problem

_SIDES = {"vendor": "customer", "customer": "vendor"}


def seal(
    karte: str,
    key: str,
    out: Path,
    to: str,
    previous: Path | None,
    name: str,
    beside: tuple[Sequence[Path], Sequence[Path]],
    terms: Path | None,
    asked: tuple[str, str],
) -> None:
    """Assess, gather the lines, sign, write, keep a copy.

    ``beside`` are evidence and papers, ``asked`` the day and the editions.
    """
    store, journal, catalogue = key_store(), Journal(home()), open_catalogue()
    ring = store.ring()
    assessment = assessed(karte, name, asked, catalogue)
    lines = lines_of(assessment, _terms(terms, assessment))
    card, recipient = _receiver(to, ring)
    known = ring.find(key)
    about = about_of(assessment.case)
    audience = card.party if card is not None else other_party(assessment.case, known.card.party)
    pair = tuple(sorted({known.card.party, audience}))
    last = _last(previous, journal, ring, about, pair)
    evidence = _evidence(beside[0], assessment.case)
    offer = Offer(
        about,
        audience,
        Content(assessment.case.documents, lines, (), evidence),
        Place.after(last),
        Assessed(
            assessment.on.isoformat(),
            tuple(edition.id for edition in assessment.editions),
            catalogue.digest,
            f"anzenkarte {__version__}",
        ),
        tuple(mark(path.name, read_bytes(path, str(path), LIMITS.archive)) for path in beside[1]),
        recipient,
    )
    data = sealed(offer, unlocked(store, key), day(""))
    manifest = verified(data, ring, day(""), str(out)).manifest
    write_file(out, data)
    journal.keep(data, manifest)
    _tell_sealed(manifest, out, lines, assessment, known.binds)


def assessed(karte: str, name: str, asked: tuple[str, str], catalogue: Catalogue) -> Assessment:
    """The assessment behind the lines of a bundle."""
    on = day(asked[0])
    editions = catalogue.resolve([part.strip() for part in asked[1].split(",") if part.strip()], on)
    return run(choose(read_karte(karte, catalogue), catalogue.vocabulary, name), catalogue, on, editions)


def _terms(terms: Path | None, assessment: Assessment) -> tuple[Line, ...]:
    if terms is None:
        return ()
    return read_terms(load_one_file(terms), Trace(assessment.case, assessment.catalogue))


def about_of(case: Case) -> str:
    """What a case is about, as ``engagement/name``."""
    return next(f"{d.kind}/{d.name}" for d in case.documents if d.kind == case.about)


def other_party(case: Case, own: str) -> str:
    """The URN of the other side of an engagement; empty for a service or an institution, which anybody may read.

    Raises InputError ``bundle.no-side`` when the key's party is on neither side.
    """
    if case.about != "engagement":
        return ""
    trace = Trace(case, open_catalogue())
    (subject,) = case.subjects("engagement")[:1]
    fields = case.parts(subject)[0].entity.fields
    sides = {side: trace.party(subject, fields[side]) for side in _SIDES if isinstance(fields.get(side), str)}
    for side, urn in sides.items():
        if urn == own and sides.get(_SIDES[side]):
            return sides[_SIDES[side]]
    raise InputError(Problem.at("bundle.no-side", {"party": own, "sides": sorted(sides.values())}))


def _receiver(to: str, ring: Ring) -> tuple[Card | None, str]:
    """The receiver's card and age key: a trusted key, a card in a file, or an age key alone."""
    if not to:
        return None, ""
    if is_recipient(to):
        return None, to
    path = Path(to)
    card = read_card(read_bytes(path, to), to).card if path.is_file() else ring.find(to).card
    ring.signer(card.id, to)
    return card, card.recipient


def _last(previous: Path | None, journal: Journal, ring: Ring, about: str, pair: tuple[str, ...]) -> Manifest | None:
    """The bundle before: as given, else the newest kept of this exchange."""
    if previous is None:
        return newest(journal, ring, about, pair)
    _, sound = sound_bundle(previous, ring)
    if (sound.manifest.about, sound.manifest.pair) != (about, pair):
        raise InputError(Problem.at("bundle.other-exchange", {"about": sound.manifest.about}, file=str(previous)))
    return sound.manifest


def newest(journal: Journal, ring: Ring, about: str, pair: tuple[str, ...]) -> Manifest | None:
    """The newest bundle kept of an exchange, verified again."""
    last = journal.last(about, pair)
    data = journal.bytes_of(last.id) if last is not None else None
    return verified(data, ring, day(""), last.id).manifest if data is not None and last is not None else None


def _evidence(paths: Sequence[Path], case: Case) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for path in paths:
        if path.name in found:
            raise InputError(Problem.at("bundle.same-evidence", {"name": path.name}, file=str(path)))
        found[path.name] = read_bytes(path, str(path), LIMITS.archive)
    hashes = {str(part.entity.fields.get("sha256", "")) for s in case.subjects("evidence") for part in case.parts(s)}
    for name, data in found.items():
        if mark(name, data).sha256.removeprefix("sha256:") not in {one.removeprefix("sha256:") for one in hashes}:
            text = say(
                f"注意：{name} のSHA-256は安全カルテの根拠資料にありません。",
                f"Note: no evidence in the karte has the SHA-256 of {name}.",
            )
            print(text, file=sys.stderr)
    return found


def _tell_sealed(manifest: Manifest, out: Path, lines: Sequence[Line], assessment: Assessment, binds: bool) -> None:
    print(
        say(
            f"署名しました：{out}（第{manifest.sequence}回、{len(lines)} 行）",
            f"Sealed: {out} (number {manifest.sequence}, {len(lines)} lines)",
        )
    )
    print(manifest.id)
    left = open_cells(assessment)
    if left:
        texts = assessment.catalogue.messages
        tally = say("、", ", ").join(f"{texts.text(f'state.{state}', {}, language())} {n}" for state, n in left.items())
        print(say(f"まだ署名できない分担：{tally}", f"Duties nobody can sign yet: {tally}"))
    if not binds:
        print(only_proposes())


def verify(file: Path, papers: Sequence[Path]) -> None:
    """Say that a bundle is sound, and what became of the papers beside it; anything else is raised."""
    _, sound = sound_bundle(file, key_store().ring())
    _tell_sound(sound)
    marks = {paper.name: paper for paper in sound.manifest.papers}
    different: list[Problem] = []
    for path in papers:
        state = compare(marks, path.name, read_bytes(path, str(path), LIMITS.archive))
        if state == "different":
            different.append(Problem.at("bundle.paper-different", {"name": path.name}, file=str(path)))
        else:
            print(f"{path.name}: {say(*_PAPERS[state])}")
    if different:
        raise InputError(different)


_PAPERS = {
    "unchanged": ("変わっていません。", "unchanged."),
    "converted": ("変換されていますが、内容は同じです。", "converted, content equal."),
    "unreadable": (
        "変換され、文字を読み取れません。受け渡しファイルの中身を正としてください。",
        "converted, its text cannot be read; rely on the bundle.",
    ),
}


def _tell_sound(sound: Sound) -> None:
    m = sound.manifest
    anybody = say("（どなたでも）", "(anybody)")
    print(say("正しい受け渡しファイルです。", "The bundle is sound."))
    rows = [
        (say("差出人", "from"), f"{m.sender}  {shown(sound.signer)}"),
        (say("宛先", "to"), m.audience or anybody),
        (say("対象", "about"), m.about),
        (say("番号・日付", "number, day"), f"{m.sequence}, {m.sealed_on}"),
        (say("前回", "before"), short(m.previous) if m.previous else "–"),
        ("ID", m.id),
    ]
    print("\n".join(f"{label}: {value}" for label, value in rows))


def open_(file: Path, out: Path, old: bool) -> None:
    """Write what a bundle holds into a folder; an older one than is kept here is refused unless asked for."""
    store, journal = key_store(), Journal(home())
    data, sound = sound_bundle(file, store.ring())
    standing = journal.standing(sound.manifest)
    if standing.newer and not old:
        newer = standing.newer[-1]
        params = {"sequence": sound.manifest.sequence, "newest": newer.sequence, "day": newer.sealed_on}
        raise InputError(Problem.at("bundle.old", params, file=str(file)))
    content = opened(store, sound, open_catalogue().vocabulary)
    files: dict[str, Data] = {MANIFEST: sound.manifest.payload()}
    parts = content.files()
    files.update({name: parts[name] for name in (LINES, ANSWERS) if name in parts})
    if content.documents:
        files["karte.yaml"] = file_text(list(content.documents)).encode("utf-8")
    files.update({f"evidence/{name}": part for name, part in content.evidence.items()})
    write_directory(out, files)
    journal.keep(data, sound.manifest)
    _tell_sound(sound)
    _tell_standing(standing)
    print(say(f"取り出しました：{out}", f"Opened into: {out}"))


def _tell_standing(standing: Standing) -> None:
    if standing.known:
        print(say("以前に開いたものと同じです。", "This one was opened before."))
    if standing.gap:
        gap = short(standing.gap)
        print(
            say(
                f"注意：前回の受け渡し（{gap}）が手元にありません。抜けています。",
                f"Note: the bundle before it ({gap}) is missing here.",
            )
        )
    if standing.newer:
        print(say("注意：より新しい受け渡しが手元にあります。", "Note: newer bundles are here already."))
    for entry in standing.beside:
        print(
            say(
                f"注意：同じ番号の別の受け渡しがあります（{short(entry.id)}）。",
                f"Note: another bundle has the same number ({short(entry.id)}).",
            )
        )
