"""Mutators that know structure: archives with right checksums, JSON as values, XML as elements, text as pieces.

Everything is a pure function of its input and a ``random.Random``, so that a seed names an input for good.
"""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any, Final

from tests.fuzz.archives import Member, hurt, members_of, packed
from tests.fuzz.values import HEADS, MARKUP, NAMES, NUMBERS, PIECES, REFERENCES, TEXTS, VALUES

MIB: Final = 1024 * 1024
MAX: Final = 2 * MIB
_ELEMENT: Final = re.compile(r"<([A-Za-z:]+)(?:\s[^<>]*)?(?:/>|>(?:[^<]|<(?!/\1>))*</\1>)")
_ATTRIBUTE: Final = re.compile(r'([A-Za-z:]+)="([^"<>]*)"')
_BETWEEN: Final = re.compile(r">([^<>]+)<")


def mutate(data: bytes, rng: Random) -> bytes:
    """One input made into another, often by what it is, sometimes as bare bytes."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        data = _once(data, rng)
    return data[:MAX]


def _once(data: bytes, rng: Random) -> bytes:
    if rng.random() < 0.06:
        return raw(data, rng)
    members = members_of(data)
    if members is None:
        return mutate_member(data, rng)
    return mutate_archive(members, rng)


def mutate_archive(members: list[Member], rng: Random) -> bytes:
    """An archive with one member changed, renamed, doubled, dropped or put in; at times the archive itself is hurt."""
    at = rng.randrange(len(members)) if members else 0
    turn = rng.random()
    if members and turn < 0.78:
        name, body = members[at]
        members[at] = (name, mutate_member(body, rng))
    elif members and turn < 0.82:
        members.pop(at)
    elif members and turn < 0.86:
        members[at] = (rng.choice(NAMES), members[at][1])
    elif members and turn < 0.89:
        members.insert(at, (members[at][0], mutate_member(members[at][1], rng)))
    elif members and turn < 0.92:
        other = rng.randrange(len(members))
        members[at], members[other] = (members[at][0], members[other][1]), (members[other][0], members[at][1])
    else:
        members.append((rng.choice(NAMES), _filling(members, rng)))
    stored = rng.random() < 0.5
    data = packed(members, stored)
    return hurt(data, rng) if rng.random() < 0.08 else data


def _filling(members: list[Member], rng: Random) -> bytes:
    turn = rng.random()
    if turn < 0.3:
        return packed(members[:4], stored=False)
    if turn < 0.4:
        return bytes(3 * MIB)
    return rng.choice(TEXTS).encode("utf-8", "surrogatepass")


def mutate_member(data: bytes, rng: Random) -> bytes:
    """A text by its kind; anything that is no text as bytes."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return raw(data, rng)
    head = text.lstrip("\ufeff \n")[:1]
    if head in ("{", "[") and rng.random() < 0.85:
        changed = mutate_json(text, rng)
    elif head == "<" and rng.random() < 0.9:
        changed = mutate_xml(text, rng)
    else:
        changed = mutate_text(text, rng)
    return changed.encode("utf-8", "surrogatepass")


def mutate_json(text: str, rng: Random) -> str:
    """A JSON text with one value replaced, dropped, doubled or moved, mostly in its canonical form."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return mutate_text(text, rng)
    places = _places(value)
    if not places:
        return mutate_text(text, rng)
    holder, key = rng.choice(places)
    turn = rng.random()
    if turn < 0.45:
        holder[key] = rng.choice((*VALUES, *TEXTS, *NAMES))
    elif turn < 0.6:
        other, there = rng.choice(places)
        holder[key] = json.loads(json.dumps(other[there]))
    elif turn < 0.75:
        del holder[key]
    elif turn < 0.85 and isinstance(holder, list):
        holder.insert(key, json.loads(json.dumps(holder[key])))
    elif isinstance(holder, dict):
        holder[rng.choice((*TEXTS, *NAMES))] = holder[key]
    if rng.random() < 0.05:
        return "[" * 3000 + json.dumps(value) + "]" * 3000
    ascii_only = rng.random() < 0.1
    try:
        written = json.dumps(value, ensure_ascii=ascii_only, separators=(",", ":"), sort_keys=rng.random() < 0.9)
    except ValueError:  # an integer too long to print
        return mutate_text(text, rng)
    if rng.random() < 0.08 and written.startswith("{") and len(written) > 2:
        return '{"schema":"x",' + written[1:]
    return written


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every holder with the key or position of each of its values."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder)) if isinstance(holder, list) else ()
        for key in keys:
            found.append((holder, key))
            waiting.append(holder[key])
    return found


def mutate_xml(text: str, rng: Random) -> str:
    """An XML text with an attribute, a text or an element changed, doubled, moved, put in or taken out."""
    turn = rng.random()
    if turn < 0.35:
        found = list(_ATTRIBUTE.finditer(text))
        if found:
            match = rng.choice(found)
            value = _attribute(match.group(2), rng)
            return text[: match.start(2)] + value + text[match.end(2) :]
    if turn < 0.6:
        found = list(_BETWEEN.finditer(text))
        if found:
            match = rng.choice(found)
            value = rng.choice((*NUMBERS, *TEXTS))
            return text[: match.start(1)] + value.replace("<", "&lt;").replace("&", "&amp;") + text[match.end(1) :]
    if turn < 0.65:
        bare = re.sub(r"^<\?xml[^>]*\?>", "", text)
        return rng.choice(HEADS) + bare
    found = list(_ELEMENT.finditer(text, 1 if len(text) < 200_000 else len(text) // 2))
    if not found:
        return mutate_text(text, rng)
    match, other = rng.choice(found), rng.choice(found)
    if turn < 0.75:
        return text[: match.start()] + text[match.end() :]
    if turn < 0.85:
        return text[: other.start()] + match.group() + text[other.start() :]
    return text[: match.start()] + rng.choice(MARKUP) + text[match.start() :]


def _attribute(value: str, rng: Random) -> str:
    if re.fullmatch(r"\$?[A-Z]{1,3}\$?[0-9]+(:.*)?", value) and rng.random() < 0.8:
        return rng.choice(REFERENCES)
    if value.isdigit() and rng.random() < 0.8:
        return rng.choice(NUMBERS)
    return rng.choice((*TEXTS, *NAMES, *REFERENCES, "s", "d", "e", "str", "b", "n", "inlineStr")).replace('"', "")


def mutate_text(text: str, rng: Random) -> str:
    """A text with a piece put in, a stretch cut out, or a line doubled or moved."""
    start = rng.randrange(len(text) + 1)
    end = min(len(text), start + rng.randrange(24))
    turn = rng.random()
    if turn < 0.45:
        return text[:start] + rng.choice((*PIECES, *TEXTS)) + text[end if rng.random() < 0.5 else start :]
    if turn < 0.6:
        return text[:start] + text[end:]
    lines = text.split("\n")
    one, two = rng.randrange(len(lines)), rng.randrange(len(lines))
    if turn < 0.75:
        lines.insert(two, lines[one])
    elif turn < 0.85:
        lines.pop(one)
    elif turn < 0.95:
        head, colon, _ = lines[one].partition(": ")
        lines[one] = f"{head}{colon}{rng.choice((*TEXTS, *NUMBERS, *PIECES))}"
    else:
        lines[one] = lines[one] * 3
    return "\n".join(lines)


def raw(data: bytes, rng: Random) -> bytes:
    """Bytes changed, cut out, doubled or cut off."""
    if not data:
        return bytes(rng.randrange(256) for _ in range(rng.randrange(40)))
    turn = rng.random()
    start = rng.randrange(len(data))
    if turn < 0.5:
        changed = bytearray(data)
        for _ in range(rng.choice((1, 1, 2, 8))):
            changed[rng.randrange(len(changed))] = rng.choice((0, 1, 0x7F, 0x80, 0xFF, rng.randrange(256)))
        return bytes(changed)
    end = min(len(data), start + rng.randrange(1, 64))
    if turn < 0.65:
        return data[:start] + data[end:]
    if turn < 0.8:
        return data[:end] + data[start:]
    return data[:start]
