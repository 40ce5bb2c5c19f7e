"""Loss in figures as a paper: the yearly loss in one sentence, its curve, what drives it, what measures are worth."""

from __future__ import annotations

from collections.abc import Sequence

from anzenkarte.assess.quantify.results import DIGITS, Figures, rounded
from anzenkarte.catalogue.losses.model import Range
from anzenkarte.documents.content.paper import stamp
from anzenkarte.documents.content.tree import (
    Block,
    Bullets,
    Callout,
    Cell,
    Column,
    Figure,
    KeyValues,
    Mark,
    Paper,
    Para,
    Section,
    Table,
)
from anzenkarte.documents.content.words import Words
from anzenkarte.documents.render.exceedance import exceedance_svg
from anzenkarte.documents.render.xlsx import Sheet
from anzenkarte.kernel.text import Lang

_LIMITS = 7
_MOST_QUESTIONS = 20
_OKU, _MAN = 1e8, 1e4


def yen(value: float, lang: Lang) -> str:
    """An amount as people say it, with two significant digits."""
    amount = rounded(value, DIGITS)
    if lang == "ja":
        for unit, word in ((_OKU, "億円"), (_MAN, "万円")):
            if abs(amount) >= unit:
                return _number(amount / unit) + word
        return _number(amount) + "円"
    for unit, word in ((1e9, " billion"), (1e6, " million")):
        if abs(amount) >= unit:
            return f"JPY {_number(amount / unit)}{word}"
    return f"JPY {_number(amount)}"


def _number(value: float) -> str:
    """Without zeros that mean nothing."""
    shown = f"{rounded(value, DIGITS):,.6f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _share(value: float) -> str:
    return f"{_number(value * 100)}%"


class LossWords:
    """Words of the figures of one assessment."""

    def __init__(self, words: Words, figures: Figures) -> None:
        self.words = words
        self.figures = figures

    def yen(self, value: float) -> str:
        """An amount in this language."""
        return yen(value, self.words.lang)

    def sentence(self) -> str:
        """The figures in one plain sentence."""
        at = self.figures.percentile(95)
        if at <= 0:
            return self.words.say("quantify.sentence-none")
        return self.words.say("quantify.sentence", amount=self.yen(at))

    def range_title(self, name: str) -> str:
        """What a range is called, with its family where it has one."""
        title = self.words.of(self.figures.model.ranges[name].title)
        family = next((one for one in self.figures.families if name.startswith(f"{one.id}/")), None)
        return self.words.colon(self.words.of(family.title), title) if family is not None else title

    def basis(self, one: Range) -> str:
        """What a range rests on."""
        said = self.words.say(f"quantify.basis-{one.basis}")
        if one.citation is not None:
            return self.words.colon(said, one.citation.display(self.words.lang))
        return said

    def measure(self, threat: str, measure: str) -> tuple[str, str]:
        """A measure and the threat it is against."""
        rule = self.words.catalogue.threats[threat]
        found = next(one for one in rule.measures if one.id == measure)
        return self.words.of(found.title), self.words.of(rule.title)

    def values(self, one: Range) -> str:
        """Least, likely and most value with the unit."""
        if one.unit == "yen" or one.unit.startswith("yen_"):
            shown = [self.yen(value) for value in (one.least, one.likely, one.most)]
        elif one.unit == "share":
            shown = [_share(value) for value in (one.least, one.likely, one.most)]
        else:
            shown = [_number(value) for value in (one.least, one.likely, one.most)]
        text = shown[0] if one.fixed else " / ".join(shown)
        return text + self.words.note(self.words.say(f"quantify.unit-{one.unit}"))


def loss_svg(words: Words, figures: Figures) -> str:
    """The exceedance curve."""
    loss = LossWords(words, figures)
    labels = (
        words.say("quantify.curve-title"),
        words.say("quantify.curve-amount"),
        words.say("quantify.curve-share"),
        words.say("quantify.curve-mark", amount=loss.yen(figures.percentile(95))),
    )
    return exceedance_svg(figures.curve, figures.percentile(95), loss.yen, labels)


def loss_paper(words: Words, figures: Figures) -> Paper:
    """The whole paper."""
    loss = LossWords(words, figures)
    sections = [
        _summary(loss),
        Section("curve", words.say("quantify.curve-title"), (_figure(loss), _exceedance(loss))),
        Section("families", words.say("quantify.families"), (_families(loss),)),
        Section("measures", words.say("quantify.measures"), _measures(loss)),
        Section("drivers", words.say("quantify.drivers"), (Para(words.say("quantify.drivers-lead")), _drivers(loss))),
        Section("inputs", words.say("quantify.inputs"), (_inputs(loss),)),
        Section("limits", words.say("quantify.limits"), _limits(loss)),
    ]
    return Paper(
        id=f"loss-{words.lang}",
        title=words.say("quantify.title"),
        subtitle=words.name(words.subject_of_case()),
        lang=words.lang,
        level="engineer",
        stamp=stamp(words),
        sections=tuple(sections),
    )


def loss_sheets(words: Words, figures: Figures) -> list[Sheet]:
    """The tables of the paper as sheets."""
    loss = LossWords(words, figures)
    tables = {
        "quantify.yearly": _percentiles(loss),
        "quantify.curve-title": _exceedance(loss),
        "quantify.families": _families(loss),
        "quantify.measures": _measure_table(loss),
        "quantify.drivers": _drivers(loss),
        "quantify.inputs": _inputs(loss),
    }
    return [Sheet(words.say(code), table.columns, table.rows) for code, table in tables.items()]


# --- parts ----------------------------------------------------------------------------------------------------


def _summary(loss: LossWords) -> Section:
    words, figures = loss.words, loss.figures
    assumed = sum(one.basis == "assumption" for one in figures.model.ranges.values())
    run = words.say("quantify.run-value", seed=figures.seed, draws=f"{figures.draws:,}", losses=figures.losses)
    blocks: list[Block] = [
        Para(loss.sentence(), "lead"),
        Callout(
            "warning",
            words.say("quantify.assumed-title"),
            words.say("quantify.assumed", assumed=assumed, ranges=len(figures.model.ranges)),
        ),
        _percentiles(loss),
        KeyValues(
            (
                (words.say("quantify.none"), Cell(_share(figures.none))),
                (words.say("quantify.all-measures"), Cell(loss.yen(figures.all_measures))),
                (words.say("quantify.run"), Cell(run)),
            )
        ),
    ]
    return Section("summary", words.say("quantify.yearly"), tuple(blocks))


def _table(loss: LossWords, columns: Sequence[tuple[str, float]], rows: Sequence[tuple[Cell, ...]]) -> Table:
    return Table(tuple(Column(loss.words.say(code), weight) for code, weight in columns), tuple(rows))


def _percentiles(loss: LossWords) -> Table:
    words, figures = loss.words, loss.figures
    spread = 1.96 * figures.error
    rows = [
        (
            Cell(words.say("quantify.mean")),
            Cell(loss.yen(figures.mean)),
            Cell(_between(loss, figures.mean - spread, figures.mean + spread)),
        )
    ]
    rows += [
        (Cell(words.say("quantify.percentile", percent=at)), Cell(loss.yen(value)), Cell(_between(loss, low, high)))
        for at, value, low, high in figures.percentiles
    ]
    return _table(loss, (("quantify.measure-of", 3), ("quantify.loss", 2), ("quantify.by-draws", 3)), rows)


def _between(loss: LossWords, low: float, high: float) -> str:
    ends = [loss.yen(max(low, 0.0)), loss.yen(high)]
    return ends[0] if ends[0] == ends[1] else loss.words.say("quantify.between", low=ends[0], high=ends[1])


def _figure(loss: LossWords) -> Figure:
    title = loss.words.say("quantify.curve-title")
    return Figure(loss_svg(loss.words, loss.figures), title, loss.sentence(), id="exceedance")


def _exceedance(loss: LossWords) -> Table:
    rows = [(Cell(loss.yen(amount)), Cell(_share(share))) for amount, share in loss.figures.curve]
    return _table(loss, (("quantify.at-least", 2), ("quantify.curve-share", 2)), rows)


def _families(loss: LossWords) -> Table:
    words = loss.words
    forms = words.catalogue.losses[loss.figures.losses].forms
    rows = [
        (
            Cell(words.of(one.title), sub=words.join(words.of(forms[form]) for form, _ in one.forms)),
            Cell(_number(one.rate)),
            Cell(_share(one.years)),
            Cell(loss.yen(one.each)),
            Cell(loss.yen(one.mean)),
            Cell(str(len(one.scenarios))),
        )
        for one in loss.figures.families
    ]
    columns = (
        ("quantify.family", 4),
        ("quantify.rate", 1.4),
        ("quantify.years", 1.4),
        ("quantify.each", 2),
        ("quantify.mean", 2),
        ("quantify.scenarios", 1.2),
    )
    return _table(loss, columns, rows)


def _measures(loss: LossWords) -> tuple[Block, ...]:
    words = loss.words
    if not loss.figures.measures:
        return (Para(words.say("quantify.no-measures")),)
    return (Para(words.say("quantify.measures-lead")), _measure_table(loss))


def _measure_table(loss: LossWords) -> Table:
    rows = []
    for one in loss.figures.measures:
        title, threat = loss.measure(one.threat, one.measure)
        rows.append((Cell(title, sub=threat), Cell(loss.yen(one.mean)), Cell(loss.yen(one.p95))))
    return _table(loss, (("quantify.measure", 4), ("quantify.lowers-mean", 2), ("quantify.lowers-p95", 2)), rows)


def _drivers(loss: LossWords) -> Table:
    rows = [
        (Cell(loss.range_title(one.input)), Cell(loss.yen(one.low)), Cell(loss.yen(one.high)))
        for one in loss.figures.drivers
    ]
    return _table(loss, (("quantify.input", 4), ("quantify.at-p5", 2), ("quantify.at-p95", 2)), rows)


def _inputs(loss: LossWords) -> Table:
    words = loss.words
    marks: dict[str, Mark] = {"assumption": "check"}
    rows = [
        (
            Cell(loss.range_title(name), sub=name),
            Cell(loss.values(one)),
            Cell(loss.basis(one), mark=marks.get(one.basis, "")),
            Cell(words.say("quantify.as-written") if one.basis == "fact" else words.of(one.rationale)),
        )
        for name, one in sorted(loss.figures.model.ranges.items())
    ]
    columns = (("quantify.input", 3), ("quantify.values", 3), ("quantify.basis", 2), ("quantify.rationale", 3))
    return _table(loss, columns, rows)


def _limits(loss: LossWords) -> tuple[Block, ...]:
    words, model = loss.words, loss.figures.model
    said = [words.say(f"quantify.limit-{number}") for number in range(1, _LIMITS + 1)]
    said.append(words.of(words.catalogue.losses[loss.figures.losses].note))
    if model.left_out:
        said.append(words.say("quantify.left-out", count=len(model.left_out)))
    blocks: list[Block] = [Bullets(tuple(said))]
    if model.questions:
        asked = [words.colon(words.read_subject(read), words.question(read).to(words.lang)) for read in model.questions]
        blocks.append(Para(words.say("quantify.questions", count=len(asked))))
        blocks.append(Bullets(tuple(asked[:_MOST_QUESTIONS])))
    return tuple(blocks)
