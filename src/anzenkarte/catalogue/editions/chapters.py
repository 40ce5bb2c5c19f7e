"""What became of the chapters of an edition, as far as their titles and places tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from anzenkarte.catalogue.editions.model import Change, ChapterKind, ChapterLine
from anzenkarte.catalogue.editions.wording import plain
from anzenkarte.catalogue.model import Chapter, Edition
from anzenkarte.kernel.citations import weakest

Place = tuple[str, str]
_KNOWN: Final = ("seen", "partial")  # a title recalled may be that of another edition


def chapter_lines(old: Edition, new: Edition, announced: Sequence[Change]) -> Iterator[ChapterLine]:
    """Chapters of the old edition in printed order, then those only the new one has; one guideline's editions only.

    Editions of different guidelines have no chapters in common, so there is nothing to say.
    """
    if old.guideline != new.guideline:
        return
    added = {part: change.confidence for change in announced for part in change.new_parts}
    before, after = _by_place(old), _by_place(new)
    for place in dict.fromkeys((*before, *after)):
        one, other = before.get(place), after.get(place)
        titles = [chapter.title_confidence for chapter in (one, other) if chapter is not None]
        if one is not None:
            kind = _kind(one, other, new)
        else:
            kind = "new" if old.complete or place[0] in added else "unread"
            titles += [added[place[0]]] if place[0] in added else []
        yield ChapterLine(kind, *place, one, other, weakest(*titles))


def _by_place(edition: Edition) -> Mapping[Place, Chapter]:
    return {(chapter.part, chapter.number): chapter for chapter in edition.chapters}


def _kind(old: Chapter, new: Chapter | None, edition: Edition) -> ChapterKind:
    """What became of a chapter of the old edition; a new edition that is not held completely may still have it."""
    if new is None:
        return "dropped" if edition.complete else "unread"
    if old.title_confidence not in _KNOWN or new.title_confidence not in _KNOWN:
        return "unread"
    return "same" if plain(old.title.ja) == plain(new.title.ja) else "retitled"
