"""The demarcation matrix in words: duties down, parties across, each party's own word kept apart from the others'."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from anzenkarte.assess.results import Cell as Duty
from anzenkarte.assess.results import CellState, Voice
from anzenkarte.documents.content.groups import acts
from anzenkarte.documents.content.tree import Block, Cell, Column, Figure, Mark, Para, Section, Table
from anzenkarte.documents.content.words import Words
from anzenkarte.documents.render import matrix

_RANK: Final[tuple[CellState, ...]] = (
    "contradiction",
    "overlap",
    "gap",
    "open",
    "stated",
    "assigned",
    "agreed",
)
_MARKS: Final[dict[CellState, Mark]] = {
    "contradiction": "contradiction",
    "overlap": "overlap",
    "gap": "gap",
    "open": "unknown",
    "agreed": "agreed",
}
_MOST_NAMES: Final = 5
_MOST_ROWS: Final = 60
_MOST_SHORT: Final = 14

Said = tuple[str, str, str, str]  # kind of voice, by, party, acts
States = tuple[tuple[CellState, tuple[str, ...]], ...]  # state → acts


@dataclass(frozen=True)
class Row:
    """A duty in one situation for subjects on which exactly the same was said."""

    duty: str
    situation: str
    state: CellState
    subjects: tuple[str, ...]
    states: States
    said: tuple[Said, ...]

    @property
    def id(self) -> str:
        """The row's place in a paper."""
        return f"duty/{self.duty}/{self.situation}@{self.subjects[0]}"


@dataclass(frozen=True)
class Tally:
    """How many duties, counted per subject and situation, are agreed, open, doubly held or contradictory."""

    rows: int
    agreed: int
    nobody: int
    unknown: int
    contradiction: int
    overlap: int
    one_sided: int


def rows(words: Words) -> tuple[Row, ...]:
    """All rows, in the order of the catalogue's duties, subjects of equal content put together."""
    cells = [cell for report in words.assessment.reports.values() for cell in report.cells]
    by_row: dict[tuple[str, str, str], list[Duty]] = {}
    for cell in cells:
        by_row.setdefault((cell.duty, cell.situation, cell.subject), []).append(cell)
    alike: dict[tuple[str, str, States, tuple[Said, ...]], list[str]] = {}
    for (duty, situation, subject), listed in by_row.items():
        alike.setdefault((duty, situation, _states(listed), _said(listed)), []).append(subject)
    found = []
    for (duty, situation, states, said), subjects in alike.items():
        found.append(Row(duty, situation, states[0][0], tuple(sorted(subjects)), states, said))
    order = {duty: number for number, duty in enumerate(words.duties)}
    situations = {name: number for number, name in enumerate(words.catalogue.situations)}
    found.sort(key=lambda r: (order.get(r.duty, 0), situations.get(r.situation, 0), _RANK.index(r.state), r.subjects))
    return tuple(found)


def _states(cells: Iterable[Duty]) -> States:
    found: dict[CellState, list[str]] = {}
    for cell in cells:
        found.setdefault(cell.state, []).append(cell.act)
    return tuple((state, tuple(sorted(found[state]))) for state in _RANK if state in found)


def _said(cells: Iterable[Duty]) -> tuple[Said, ...]:
    found: dict[tuple[str, str, str], list[str]] = {}
    for cell in cells:
        for voice in cell.voices:
            found.setdefault((voice.kind, voice.by, voice.party), []).append(cell.act)
    return tuple((*key, ",".join(sorted(set(found[key])))) for key in sorted(found))


def tally(listed: Sequence[Row]) -> Tally:
    """Counts over rows and their subjects."""
    count = {state: sum(len(row.subjects) for row in listed if row.state == state) for state in _RANK}
    return Tally(
        rows=sum(count.values()),
        agreed=count["agreed"],
        nobody=count["gap"],
        unknown=count["open"],
        contradiction=count["contradiction"],
        overlap=count["overlap"],
        one_sided=count["stated"] + count["assigned"],
    )


def parties(words: Words, listed: Sequence[Row]) -> tuple[str, ...]:
    """The parties across: institutions first, then those named in the matrix or in a contract, by name."""
    named = {party for row in listed for _, by, party, _ in row.said for party in (by, party) if party}
    for contract in words.case.subjects("contract"):
        for field in ("supplier", "customer"):
            fact = words.fact(contract, f"contract.{field}")
            if fact.known:
                named.add(str(fact.value))
    speakers = {by for row in listed for kind, by, _, _ in row.said if kind == "hearsay"}
    institutions = {p for p in words.case.subjects("party") if words.fact(p, "party.kind").value == "institution"}
    kept = {p for p in named | institutions if words.case.exists(p) or p in speakers}
    return tuple(sorted(kept, key=lambda p: (p not in institutions, words.name(p))))


def subjects_shown(words: Words, subjects: Sequence[str], most: int = _MOST_NAMES) -> str:
    """Subjects in one line, a long list ending with how many more there are."""
    shown = words.join(words.name(subject) for subject in subjects[:most])
    rest = len(subjects) - most
    return shown + (words.say("list.more", count=rest) if rest > 0 else "")


def state_cell(words: Words, row: Row) -> Cell:
    """The state of a row; where its acts differ, which acts are in which state below."""
    text = words.say(f"state.{row.state}")
    if len(row.states) == 1:
        return Cell(text, _MARKS.get(row.state, ""))
    below = [
        words.colon(words.say(f"state.{state}"), acts(words, [f"normal/{act}" for act in listed]))
        for state, listed in row.states
    ]
    return Cell(text, _MARKS.get(row.state, ""), sub="\n".join(below))


def party_cell(words: Words, row: Row, party: str) -> Cell:
    """What is said about one party, and what that party itself says."""
    lines: list[str] = []
    for kind, by, named, listed in row.said:
        what = acts(words, [f"normal/{act}" for act in listed.split(",")])
        if named == party:
            code = f"said.{kind}" if by != party else f"said.{kind}-self"
            lines.append(words.say(code, by=words.name(by) if by else "", acts=what))
        elif by == party and kind == "statement":
            lines.append(words.say("said.other", party=words.name(named), acts=what))
    mark = _MARKS.get(row.state, "") if lines and row.state in ("contradiction", "overlap", "agreed") else ""
    return Cell("\n".join(lines), mark)


def matrix_svg(words: Words, listed: Sequence[Row], title: str, foot: str) -> str:
    """The matrix as a drawing for one A3 sheet."""
    across = parties(words, listed)
    down, cells = [], []
    for row in listed[:_MOST_ROWS]:
        down.append(matrix.Duty(_duty_title(words, row), subjects_shown(words, row.subjects), ""))
        nobody = row.state in ("gap", "open")
        state = Cell(words.say(f"state.{row.state}"), _MARKS[row.state]) if nobody else state_cell(words, row)
        cells.append((state, *(party_cell(words, row, party) for party in across)))
    columns = (words.say("column.state"), *(words.name(party) for party in across))
    return matrix.matrix_svg(down, columns, cells, title, foot, words.lang)


def _duty_title(words: Words, row: Row) -> str:
    situation = "" if row.situation == "normal" else words.note(words.situation(row.situation))
    return words.duty(row.duty) + situation


def matrix_table(words: Words, listed: Sequence[Row]) -> Table:
    """The matrix as a table."""
    across = parties(words, listed)
    columns = (
        Column(words.say("column.duty"), 2.2),
        Column(words.say("column.about"), 2.2),
        Column(words.say("column.state"), 1.6),
        *(Column(words.name(party), 2) for party in across),
    )
    table = tuple(
        (
            Cell(_duty_title(words, row), id=row.id),
            Cell(subjects_shown(words, row.subjects)),
            state_cell(words, row),
            *(party_cell(words, row, party) for party in across),
        )
        for row in listed
    )
    return Table(columns, table, wide=True)


def contradictions(words: Words, full: bool) -> Table | None:
    """Both sides of every contradiction beside each other; with ``full`` also where each word stands.

    Subjects on which the same was said share a row. None when there is no contradiction.
    """
    found: dict[tuple[str, str], dict[Voice, None]] = {}
    for report in words.assessment.reports.values():
        for cell in report.cells:
            if cell.state == "contradiction":
                found.setdefault((cell.duty, cell.subject), {}).update(dict.fromkeys(cell.voices))
    alike: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for (duty, subject), voices in found.items():
        said = tuple(dict.fromkeys(_said_line(words, voice) for voice in voices))
        places = tuple(dict.fromkeys(words.where(voice.source, subject) for voice in voices)) if full else ()
        alike.setdefault((duty, said, places), []).append(subject)
    if not alike:
        return None
    columns = [Column(words.say("column.duty"), 3), Column(words.say("column.says"), 4)]
    rows: list[tuple[Cell, ...]] = []
    for (duty, said, places), subjects in alike.items():
        row = (Cell(words.duty(duty), sub=subjects_shown(words, subjects)), Cell("\n".join(said), "contradiction"))
        rows.append((*row, Cell("\n".join(words.dot(place) for place in places))) if full else row)
    if full:
        columns.append(Column(words.say("column.where"), 4))
    return Table(tuple(columns), tuple(rows), words.say("demarcation.contradictions"), id="contradictions")


def _said_line(words: Words, voice: Voice) -> str:
    said = words.say(f"voice.{voice.kind}", by=words.name(voice.by) if voice.by else "")
    since = words.note(words.date_text(voice.date)) if voice.date else ""
    return words.colon(said, words.say("voice.word", party=words.name(voice.party))) + since


def open_table(words: Words, listed: Sequence[Row]) -> Table | None:
    """What nobody has taken on, is held twice or rests on one side's word: one row per duty and state."""
    merged: dict[tuple[str, CellState], list[str]] = {}
    for row in listed:
        if row.state not in ("agreed", "contradiction"):
            merged.setdefault((row.duty, row.state), []).extend(row.subjects)
    if not merged:
        return None
    order = sorted(merged, key=lambda key: _RANK.index(key[1]))
    rows = tuple(
        (
            Cell(words.say(f"state.{state}"), _MARKS.get(state, "")),
            Cell(words.duty(duty)),
            Cell(subjects_shown(words, sorted(set(merged[duty, state])))),
        )
        for duty, state in order
    )
    columns = (
        Column(words.say("column.state"), 1.6),
        Column(words.say("column.duty"), 3),
        Column(words.say("column.about"), 4),
    )
    return Table(columns, rows, words.say("demarcation.open"))


def _shortened(words: Words, table: Table) -> list[Block]:
    """The first rows of a table, and how many more the engineer's paper has."""
    rest = len(table.rows) - _MOST_SHORT
    if rest <= 0:
        return [table]
    return [replace(table, rows=table.rows[:_MOST_SHORT]), Para(words.say("table.rest", count=rest), "small")]


def demarcation_sections(words: Words, listed: Sequence[Row], svg: str, full: bool) -> list[Section]:
    """The matrix as drawing and table, and both sides of every contradiction."""
    if not listed:
        return []
    count = tally(listed)
    lead = words.say("demarcation.lead", **{name: getattr(count, name) for name in Tally.__dataclass_fields__})
    blocks: list[Block] = [Para(lead, "lead")]
    both, title = contradictions(words, full), words.say("section.demarcation")
    if not full:
        for table in (both, open_table(words, listed)):
            blocks += _shortened(words, table) if table is not None else []
        return [Section("demarcation", title, tuple(blocks))]
    blocks += [both] if both is not None else []
    alt = words.say("demarcation.alt", rows=len(listed))
    figure = Figure(svg, words.say("demarcation.figure"), alt, wide=True, id="demarcation-figure")
    return [
        Section("demarcation", title, tuple(blocks)),
        Section("demarcation-drawing", words.say("section.matrix"), (figure,), level=2, break_before=True),
        Section("demarcation-table", words.say("section.matrix-table"), (matrix_table(words, listed),), level=2),
    ]
