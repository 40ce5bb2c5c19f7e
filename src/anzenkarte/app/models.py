"""Joins what happens in one app of the workspace to what others keep of it.

Django loads this last, when every table is known; it is the one place where listeners are named.
"""

from __future__ import annotations

from anzenkarte.workspace.contracts import events as contracts
from anzenkarte.workspace.evidence import events as evidence
from anzenkarte.workspace.inspections import events as inspections

contracts.listen()
evidence.listen()
inspections.listen()
