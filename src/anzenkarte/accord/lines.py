"""An agreement line: one sentence two parties sign, with the digest of everything it rests on.

Two parties agree on a line when both have signed the same ``digest``. It covers what the line says and the digests of
every entity, item and piece of evidence in its trace; so it reopens exactly when one of them is no longer the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, get_args

from anzenkarte.formats.canonical import digest
from anzenkarte.formats.values import Json

Kind = Literal["duty", "item", "sla", "residual"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
SCHEMA: Final = "anzenkarte/agreement-line/1"
CONTENT: Final = "content"
GONE: Final = "line"


@dataclass(frozen=True, eq=False)
class Line:
    """One line. ``id`` stays the same while what it says changes (``duty/patching/normal/do@component/vpn``).

    ``content`` is what is agreed, with parties by their URN; ``basis`` maps the name of everything in the trace
    (``entity engagement/emr-at-clinic#component/vpn``, ``item mhlw-6.0/…``, ``evidence …``) to its digest.
    """

    id: str
    kind: Kind
    content: Mapping[str, Json]
    basis: Mapping[str, str]

    @cached_property
    def digest(self) -> str:
        """What is signed: SHA-256 over schema, id, kind, the content's digest and the digests of the basis."""
        return digest(
            {
                "basis": dict(self.basis),
                "content": self.content_digest,
                "id": self.id,
                "kind": self.kind,
                "schema": SCHEMA,
            }
        )

    @cached_property
    def content_digest(self) -> str:
        """Digest of what the line says alone."""
        return digest(self.content)

    def json(self) -> dict[str, Json]:
        """As an object of a bundle."""
        return {
            "basis": dict(self.basis),
            "content": dict(self.content),
            "digest": self.digest,
            "id": self.id,
            "kind": self.kind,
        }


def changes(agreed: Line, now: Line | None) -> tuple[str, ...]:
    """What makes an agreed line reopen: ``content``, or names of its basis; empty exactly when the digests are equal.

    ``line`` alone when there is no such line any more.
    """
    if now is None or (now.id, now.kind) != (agreed.id, agreed.kind):
        return (GONE,)
    names = sorted({*agreed.basis, *now.basis})
    found = [name for name in names if agreed.basis.get(name) != now.basis.get(name)]
    return tuple([CONTENT] if agreed.content_digest != now.content_digest else []) + tuple(found)


def by_id(lines: Iterable[Line]) -> dict[str, Line]:
    """Lines by id, sorted."""
    return {line.id: line for line in sorted(lines, key=lambda line: line.id)}
