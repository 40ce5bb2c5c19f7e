"""``quantify KARTE``: the risks of a karte as yearly loss, printed and written as papers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from anzenkarte.assess.quantify.engine import Settings, quantify
from anzenkarte.assess.quantify.results import Figures
from anzenkarte.assess.run import Assessment
from anzenkarte.catalogue.losses.model import Losses, Range
from anzenkarte.catalogue.losses.overrides import read_overrides
from anzenkarte.cli.language import say
from anzenkarte.cli.work.inputs import assess, progress
from anzenkarte.cli.work.tables import as_json, checked, choice, render
from anzenkarte.documents.content.loss import LossWords
from anzenkarte.documents.content.words import Words
from anzenkarte.documents.loss import FILES, loss_file, loss_files, loss_json
from anzenkarte.formats.atomic import write_directory, write_file
from anzenkarte.formats.strict_yaml import load_one_file
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.text import LANGS, Lang


def run(
    karte: str,
    on: str,
    name: str,
    seed: int,
    draws: int,
    overrides: Path | None,
    out: Path | None,
    form: str,
    lang: str,
) -> None:
    """Assess, draw, print the summary and write what was asked for."""
    checked(form)
    tongue: Lang = "ja" if choice("--lang", lang, LANGS) == "ja" else "en"
    kind = _kind(out)
    with progress("試算しています", "drawing"):
        assessment = assess(karte, on, "", name)
        figures = figures_of(assessment, Settings(seed, draws), overrides)
    if out is not None:
        if kind:
            write_file(out, loss_file(kind, figures, assessment, tongue))
        else:
            write_directory(out, loss_files(figures, assessment, tongue))
    if form == "json":
        print(as_json(loss_json(figures, assessment)))
        return
    print(_summary(LossWords(Words(assessment, tongue), figures), form))
    if out is not None:
        print(say(f"書類：{out}", f"Written: {out}"))


def figures_of(assessment: Assessment, settings: Settings, overrides: Path | None) -> Figures:
    """The figures of an assessment under the latest ranges, with the user's own where a file gives them."""
    catalogue = assessment.catalogue
    held = list(catalogue.losses.values())
    if not held or catalogue.scales is None:
        raise InputError(Problem.at("quantify.no-ranges"))
    own = _own(overrides, held[-1])
    risk = assessment.reports["risk"].scenarios
    return quantify(risk, catalogue.threats, catalogue.scales, assessment.facts, held[-1], own, settings)


def _own(overrides: Path | None, losses: Losses) -> Mapping[str, Range]:
    return read_overrides(load_one_file(overrides), losses) if overrides is not None else {}


def _kind(out: Path | None) -> str:
    """The ending of a single file, or empty for a folder; InputError ``quantify.ending`` for any other ending."""
    if out is None or not out.suffix or out.is_dir():
        return ""
    kind = out.suffix.removeprefix(".").lower()
    if kind not in FILES:
        raise InputError(Problem.at("quantify.ending", {"file": str(out), "known": tuple(FILES)}))
    return kind


def _summary(loss: LossWords, form: str) -> str:
    words, figures = loss.words, loss.figures
    rows = [[words.say("quantify.mean"), loss.yen(figures.mean)]]
    rows += [[words.say("quantify.percentile", percent=at), loss.yen(value)] for at, value, _, _ in figures.percentiles]
    yearly = render([words.say("quantify.yearly"), words.say("quantify.loss")], rows, form)
    families = render(
        [words.say("quantify.family"), words.say("quantify.mean"), words.say("quantify.each")],
        [[words.of(one.title), loss.yen(one.mean), loss.yen(one.each)] for one in figures.families],
        form,
    )
    measures = [[*loss.measure(one.threat, one.measure), loss.yen(one.mean)] for one in figures.measures]
    columns = [words.say("quantify.measure"), words.say("quantify.threat"), words.say("quantify.lowers-mean")]
    drivers = ", ".join(loss.range_title(one.input) for one in figures.drivers[:3])
    assumed = sum(one.basis == "assumption" for one in figures.model.ranges.values())
    parts = [loss.sentence(), yearly, families]
    if measures:
        parts.append(render(columns, measures, form))
    parts.append(words.colon(words.say("quantify.drivers"), drivers))
    parts.append(words.say("quantify.assumed", assumed=assumed, ranges=len(figures.model.ranges)))
    parts.append(words.say("quantify.run-value", seed=figures.seed, draws=f"{figures.draws:,}", losses=figures.losses))
    return "\n\n".join(parts)
