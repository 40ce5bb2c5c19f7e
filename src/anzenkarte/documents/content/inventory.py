"""What there is: components, connections, stores and copies, each with the states that matter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from anzenkarte.documents.content.tree import Block, Cell, Column, Figure, Para, Section, Table
from anzenkarte.documents.content.words import Words
from anzenkarte.kernel.facts import FactRead

Show = Callable[[Words, str, str], Cell]

COMPONENT: Final = (
    "component.kind",
    "component.place",
    "component.version",
    "component.configured_by",
    "component.patched_by",
    "component.end_of_support",
    "component.patched",
    "component.anti_malware",
    "component.papers_held_by",
)
CONNECTION: Final = (
    "connection.kind",
    "connection.purpose",
    "connection.outside_party",
    "connection.operated_by",
    "connection.second_factor",
    "connection.encrypted",
    "connection.specification_known_by",
)
STORE: Final = (
    "store.component",
    "store.information",
    "store.operator",
    "store.backup_generations",
    "store.offline_copy",
    "store.restore_tested_on",
)
COPY: Final = (
    "copy.store",
    "copy.country",
    "copy.place",
    "copy.operator",
    "copy.operator_countries",
    "copy.encrypted",
    "copy.keys_held_by",
)
TABLES: Final = {"component": COMPONENT, "connection": CONNECTION, "store": STORE, "copy": COPY}


def fact_cell(words: Words, subject: str, name: str) -> Cell:
    """A fact in a table: its value, or that it is not known; what nobody wrote down is left quiet."""
    fact = words.fact(subject, name)
    if fact.known:
        return Cell(words.found(FactRead(subject, name, fact)))
    return Cell(words.say(f"unknown.{fact.unknown}"), "unknown")


def inventory_table(words: Words, kind: str, subjects: Sequence[str], most: int) -> Table:
    """All subjects of a kind, at most ``most``; columns in which nobody wrote anything are left out."""
    names = [name for name in TABLES[kind] if any(words.fact(s, name).unknown != "missing" for s in subjects)]
    rows = tuple(
        (Cell(words.name(subject)), *(fact_cell(words, subject, name) for name in names)) for subject in subjects[:most]
    )
    columns = (
        Column(words.heading(words.kind_label(kind)), 2.4),
        *(Column(words.fact_label(name), 1.6) for name in names),
    )
    return Table(
        columns, rows, words.say("inventory.caption", plural=words.kind_plural(kind), count=len(subjects)), wide=True
    )


def inventory_sections(words: Words, svg: str, most: int = 80) -> list[Section]:
    """The drawing, and a table for each kind there is."""
    title = words.say("section.architecture")
    figure = Figure(
        svg, words.say("architecture.figure"), words.say("architecture.alt"), wide=True, id="architecture-figure"
    )
    sections = [Section("architecture", title, (figure,), break_before=True)]
    for kind in TABLES:
        subjects = words.case.subjects(kind)
        if not subjects:
            continue
        blocks: list[Block] = [inventory_table(words, kind, subjects, most)]
        if len(subjects) > most:
            blocks.append(Para(words.say("inventory.rest", count=len(subjects) - most), "small"))
        sections.append(Section(f"inventory/{kind}", words.heading(words.kind_plural(kind)), tuple(blocks), level=2))
    return sections
