"""Shapes of assessments: findings, cells of the demarcation."""

from __future__ import annotations

from ninja import Schema


class FindingOut(Schema):
    """A finding with what to do about it."""

    id: str
    engine: str
    severity: str
    subject: str
    title: str
    remedy: str
    cites: list[str]


class CellOut(Schema):
    """Who does an act of a duty for a subject, as far as anybody says."""

    id: str
    duty: str
    situation: str
    act: str
    subject: str
    state: str
    parties: list[str]
