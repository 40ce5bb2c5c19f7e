"""What differs between two disclosures, in words: what they are, what is shown, and how much is withheld."""

from __future__ import annotations

from collections import Counter
from functools import cache

from anzenkarte.karte.data import packaged
from anzenkarte.karte.diff import describe, diff
from anzenkarte.karte.disclosure.view import Disclosure
from anzenkarte.kernel.text import Lang, Text
from anzenkarte.kernel.vocabulary import Vocabulary


def compared(old: Disclosure, new: Disclosure, vocabulary: Vocabulary, lang: Lang) -> list[str]:
    """One sentence for each difference; none where both show the same of the same revisions to the same party."""
    texts = _sentences()

    def say(code: str, **params: str) -> str:
        return texts[code].fill(params).to(lang)

    found: list[str] = []
    if old.recipient.id != new.recipient.id:
        names = {"old": old.recipient.name.to(lang), "new": new.recipient.name.to(lang)}
        found.append(say("karte-disclosure.recipient", **names))
    if old.level != new.level:
        found.append(say("karte-disclosure.level", old=old.level, new=new.level))
    before, after = dict(old.made_from), dict(new.made_from)
    for name in sorted(before.keys() & after.keys()):
        if before[name] != after[name]:
            found.append(say("karte-disclosure.revision", document=name, old=before[name][:19], new=after[name][:19]))
    found += describe(diff(old.documents, new.documents, vocabulary), vocabulary, lang)
    was, now = (Counter((one.document, one.kind) for one in side.withheld) for side in (old, new))
    for document, kind in sorted(was.keys() | now.keys()):
        if was[document, kind] != now[document, kind]:
            label = vocabulary.kinds[kind].label.to(lang) if kind in vocabulary.kinds else kind
            counts = {"old": str(was[document, kind]), "new": str(now[document, kind])}
            found.append(say("karte-disclosure.withheld", document=document, kind=label, **counts))
    return found


@cache
def _sentences() -> dict[str, Text]:
    data = packaged("messages/disclosure.yaml").data
    return {code: Text.of(text) for code, text in data.items()} if isinstance(data, dict) else {}
