"""The short path behind a result: what it cites, the facts used with where each was stated, what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from anzenkarte.documents.content.groups import Group, member, voice
from anzenkarte.documents.content.tree import Reason, Reasons
from anzenkarte.documents.content.words import Words
from anzenkarte.kernel.facts import FactRead
from anzenkarte.kernel.verdicts import Finding

_MOST_FACTS = 12
_MOST_MEMBERS = 20


def fact_step(words: Words, read: FactRead, about: str = "") -> Reason:
    """One fact: what it is about, what was found, and below it where that was stated."""
    label = voice(words, read) if read.name.startswith("demarcation.") else words.read_label(read, about)
    place = words.where(read.fact.where, read.subject)
    return Reason(label, words.found(read) + words.note(place), "" if read.fact.known else "unknown")


def fact_steps(words: Words, reads: Iterable[FactRead], about: str = "") -> tuple[Reason, ...]:
    """Facts in order, the rest of a long list as one line that says how many there are."""
    listed = list(dict.fromkeys(reads))
    steps = [fact_step(words, read, about) for read in listed[:_MOST_FACTS]]
    if len(listed) > _MOST_FACTS:
        steps.append(Reason(words.say("path.more-facts", count=len(listed) - _MOST_FACTS)))
    return tuple(steps)


def cite_step(words: Words, cites: Sequence[str], seen: set[str] | None = None) -> Reason:
    """What a result rests on; an item with its summary in our words, unless it was ``seen`` in this paper before."""
    seen = set() if seen is None else seen
    steps = []
    for cite in cites:
        item = words.catalogue.item(cite)
        if item is None:
            steps.append(Reason(words.cite(cite)))
            continue
        below = () if item.id in seen else (Reason(words.of(item.summary)), *official_steps(words, item.id))
        seen.add(item.id)
        steps.append(Reason(words.cite(cite), words.say(f"confidence.{item.confidence}"), "", None, below))
    return Reason(words.say("path.cites"), "", "", None, tuple(steps))


def official_steps(words: Words, item: str) -> tuple[Reason, ...]:
    """The official text the user has attached on this machine, with its file; nothing where none is attached."""
    beside = words.catalogue.official(item)
    if beside is None or beside.official is None:
        return ()
    official, standing = beside.official, beside.placed.standing
    key = "official.row" if official.sheet else "official.page"
    where = words.say(key, sheet=official.sheet, page=official.page, number=official.printed)
    value = "" if standing == "agrees" else words.say(f"official.{standing}")
    texts = tuple(Reason(line.strip()) for line in official.full.split("\n") if line.strip())
    return (Reason(words.say("path.official", file=beside.attached.file, where=where), value, "", None, texts),)


def _member_step(words: Words, finding: Finding) -> Reason:
    by_duty = _by_duty(finding)  # what made a duty concern the subject goes without saying
    reads = [read for read in finding.facts if not by_duty or read.name.startswith("demarcation.")]
    steps = list(fact_steps(words, reads, finding.subject))
    if finding.missing:
        steps.append(
            Reason(words.say("path.missing"), "", "", None, fact_steps(words, finding.missing, finding.subject))
        )
    return Reason(member(words, finding), "", "", None, tuple(steps))


def _by_duty(finding: Finding) -> bool:
    return any(key == "duty" for key, _ in finding.params)


def _members(words: Words, group: Group) -> Reason:
    steps = [_member_step(words, finding) for finding in group.findings[:_MOST_MEMBERS]]
    rest = len(group.findings) - _MOST_MEMBERS
    if rest > 0:
        steps.append(Reason(words.say("path.more-members", count=rest)))
    if all(_by_duty(finding) for finding in group.findings) and not any(step.children for step in steps):
        steps.append(Reason(words.say("explain.no-voice")))
    return Reason(words.say("path.concerns"), "", "", None, tuple(steps))


def group_reasons(words: Words, group: Group, seen: set[str]) -> Reasons:
    """Everything behind a group of findings; ``seen`` are items whose summary the paper has shown."""
    path = [_members(words, group)]
    if group.cites:
        path.append(cite_step(words, group.cites, seen))
    rules = [rule for rule in (words.rule(name) for name in group.rules) if rule is not None]
    thoughts = tuple(Reason(words.of(rule.rationale)) for rule in rules if words.of(rule.rationale))
    if thoughts:
        path.append(Reason(words.say("path.rule"), "", "", None, thoughts))
    path.append(Reason(words.say("path.remedy"), "", "", None, (Reason(group.remedy),)))
    return Reasons(group.id, group.title, tuple(path), group.severity)
