"""``bundle agreement``: how every line stands in a set of bundles, and the agreed ones as an annex."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from anzenkarte.accord.gather import Trace, lines_of
from anzenkarte.accord.lines import Line
from anzenkarte.accord.state import STATES, Answer, LineState, Standing, standings
from anzenkarte.accord.terms import is_term, renewed
from anzenkarte.assess.run import Assessment
from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue
from anzenkarte.cli.language import say
from anzenkarte.cli.work.answer import assess_bundle
from anzenkarte.cli.work.bundle import about_of, assessed
from anzenkarte.cli.work.secrets import key_store, opened, sound_bundle
from anzenkarte.cli.work.tables import as_json, checked, choice, render
from anzenkarte.documents.agreement_annex import Signed, annex
from anzenkarte.documents.render.docx import render_docx
from anzenkarte.exchange.bundle.content import Content, answers_from
from anzenkarte.exchange.bundle.verify import Sound
from anzenkarte.formats.atomic import write_file
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.text import LANGS, Lang


@dataclass(frozen=True)
class Exchange:
    """A set of bundles of one exchange, in the order of their place in it whatever order they were given in."""

    bundles: tuple[tuple[Sound, Content], ...]

    @property
    def parties(self) -> tuple[str, ...]:
        """The two parties."""
        return self.bundles[0][0].manifest.pair

    @property
    def known(self) -> tuple[Line, ...]:
        """Every version of every line."""
        return tuple(line for _, content in self.bundles for line in content.lines)

    @property
    def answers(self) -> frozenset[Answer]:
        """Every word, as a set."""
        found: set[Answer] = set()
        for sound, content in self.bundles:
            m = sound.manifest
            found.update(answers_from(content, m.sender, sound.signer.binds, m.sequence, m.id, m.sealed_on.isoformat()))
        return frozenset(found)

    @property
    def latest(self) -> tuple[Sound, Content]:
        """The newest bundle that offers lines."""
        return next((sound, content) for sound, content in reversed(self.bundles) if content.lines)


def agreement(files: Sequence[Path], out: Path | None, against: str, name: str, form: str, lang: str) -> None:
    """Print the state of every line; with ``out`` write those agreed on."""
    checked(form)
    tongue: Lang = "ja" if choice("--lang", lang, LANGS) == "ja" else "en"
    catalogue = open_catalogue()
    exchange = _exchange(files, catalogue)
    sound, content = exchange.latest
    now: tuple[Line, ...] = content.lines
    assessment = assess_bundle(sound.manifest, content, catalogue)
    if against:
        assessment = _as_now(against, name, sound, catalogue)
        trace = Trace(assessment.case, catalogue)
        now = lines_of(assessment, [renewed(line, trace) for line in content.lines if is_term(line)])
    found = standings(now, exchange.known, exchange.answers, exchange.parties)
    _show(found, form)
    if out is not None:
        _write(found, exchange, assessment, out, tongue)


def _exchange(files: Sequence[Path], catalogue: Catalogue) -> Exchange:
    """The bundles, verified; InputError when they are not of one exchange or none offers lines."""
    store = key_store()
    found: dict[str, tuple[Sound, Content]] = {}
    for file in files:
        _, sound = sound_bundle(file, store.ring())
        found[sound.id] = (sound, opened(store, sound, catalogue.vocabulary))
    bundles = sorted(found.values(), key=lambda one: (one[0].manifest.sequence, one[0].id))
    first = bundles[0][0].manifest
    for sound, _ in bundles:
        if (sound.manifest.about, sound.manifest.pair) != (first.about, first.pair):
            raise InputError(Problem.at("bundle.other-exchange", {"about": sound.manifest.about}, file=sound.file))
    if not any(content.lines for _, content in bundles):
        raise InputError(Problem.at("bundle.no-lines", file=bundles[0][0].file))
    return Exchange(tuple(bundles))


def _as_now(against: str, name: str, sound: Sound, catalogue: Catalogue) -> Assessment:
    """The karte as it is now, on the day and under the editions of the bundle, so that only facts differ."""
    m = sound.manifest
    asked = (m.on, ",".join(m.editions))
    assessment = assessed(against, name or m.about.partition("/")[2], asked, catalogue)
    if about_of(assessment.case) != m.about:
        raise InputError(Problem.at("bundle.other-exchange", {"about": about_of(assessment.case)}, file=against))
    return assessment


def state_word(state: LineState) -> str:
    """A state as people say it."""
    return say(*_WORDS[state])


_WORDS: dict[LineState, tuple[str, str]] = {
    "open": ("未回答", "open"),
    "proposed": ("提案中", "proposed"),
    "asked": ("質問あり", "asked"),
    "conditional": ("条件付き", "conditional"),
    "objected": ("異議あり", "objected"),
    "agreed": ("合意", "agreed"),
    "reopened": ("再協議", "reopened"),
}


def _show(found: Sequence[Standing], form: str) -> None:
    if form == "json":
        print(as_json([_json(standing) for standing in found]))
        return
    rows = [(state_word(one.state), one.id, _why(one)) for one in found]
    print(render((say("状態", "state"), say("行", "line"), say("理由", "why")), rows, form))
    counts = Counter(one.state for one in found)
    print("  ".join(f"{state_word(state)} {counts[state]}" for state in STATES if counts[state]))


def _why(standing: Standing) -> str:
    notes = [f"{answer.word}: {answer.note}" for answer in standing.words if answer.note]
    return "; ".join([*standing.changed, *notes])


def _json(standing: Standing) -> dict[str, object]:
    words = [
        {"party": a.party, "word": a.word, "binds": a.binds, "note": a.note, "bundle": a.bundle} for a in standing.words
    ]
    return {"id": standing.id, "state": standing.state, "changed": list(standing.changed), "words": words}


def _write(found: Sequence[Standing], exchange: Exchange, assessment: Assessment, out: Path, lang: Lang) -> None:
    agreed = [one for one in found if one.state == "agreed"]
    if not agreed:
        raise InputError(Problem.at("bundle.nothing-agreed", {"lines": len(found)}, file=str(out)))
    signed: dict[str, Signed] = {}
    said = {answer.bundle for one in agreed for answer in one.words}
    for sound, _ in exchange.bundles:
        if sound.id in said:
            m, card = sound.manifest, sound.signer.card
            signed[sound.id] = Signed(m.sender, card.holder or card.name, card.id, m.sealed_on, m.sequence, sound.id)
    write_file(out, render_docx(annex(agreed, len(found), tuple(signed.values()), assessment, lang)))
    print(say(f"別紙：{out}（{len(agreed)} 行）", f"Annex: {out} ({len(agreed)} lines)"))
