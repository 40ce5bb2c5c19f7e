"""Verifying: a bundle is sound or it is refused with a reason; nothing is remembered from one time to the next.

The order matters. The archive is read within limits; the signature is checked over the bytes received; only then is
the manifest looked into, and every part held against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from anzenkarte.exchange.bundle.content import Content, read_content
from anzenkarte.exchange.bundle.manifest import TYPE, Manifest, read_manifest
from anzenkarte.exchange.bundle.pack import LIMITS, unpack
from anzenkarte.exchange.bundle.seal import CONFIDENTIAL, ENVELOPE, MANIFEST
from anzenkarte.exchange.keys.envelope import read_envelope
from anzenkarte.exchange.keys.store import Known, Ring, Secret
from anzenkarte.formats.buffers import Data
from anzenkarte.formats.canonical import digest_bytes
from anzenkarte.formats.guarded_zip import ZipLimits
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.vocabulary import Vocabulary

_LEEWAY = timedelta(days=1)  # days end at different hours


@dataclass(frozen=True)
class Sound:
    """A bundle whose seal holds: its manifest, who sealed it, its parts."""

    manifest: Manifest
    signer: Known
    files: Mapping[str, Data]
    file: str = ""

    @property
    def id(self) -> str:
        """The bundle's digest."""
        return self.manifest.id


def verify(data: Data, ring: Ring, today: date, file: str = "", limits: ZipLimits = LIMITS) -> Sound:
    """The bundle, when its seal holds under a trusted key.

    Raises InputError: problems of a zip, ``bundle.broken``, ``bundle.repacked``, ``bundle.no-seal``, ``key.envelope``,
    ``key.untrusted``, ``key.revoked``, ``bundle.tampered``, ``bundle.schema``, ``bundle.manifest``,
    ``bundle.wrong-key``, ``bundle.wrong-party``, ``key.not-valid``, ``bundle.future``, ``bundle.part-changed``,
    ``bundle.part-missing`` or ``bundle.part-added``.
    """
    members = unpack(data, file, limits)
    if MANIFEST not in members or ENVELOPE not in members:
        raise InputError(Problem.at("bundle.no-seal", file=file))
    envelope = read_envelope(bytes(members[ENVELOPE]), TYPE, f"{file}:{ENVELOPE}")
    if len(envelope.signatures) != 1:
        raise InputError(Problem.at("bundle.signatures", file=file))
    signer = ring.signer(envelope.signatures[0][0], file)
    if not envelope.opened_by(signer.card.public) or envelope.payload != members[MANIFEST]:
        raise InputError(Problem.at("bundle.tampered", file=file))
    manifest = read_manifest(envelope.payload, f"{file}:{MANIFEST}")
    _same_signer(manifest, signer, today, file)
    files = {name: part for name, part in members.items() if name not in (MANIFEST, ENVELOPE)}
    _same_parts(manifest, files, file)
    return Sound(manifest, signer, files, file)


def _same_signer(manifest: Manifest, signer: Known, today: date, file: str) -> None:
    card = signer.card
    if manifest.key != card.id:
        raise InputError(Problem.at("bundle.wrong-key", file=file))
    if manifest.sender != card.party:
        params = {"sender": manifest.sender, "party": card.party}
        raise InputError(Problem.at("bundle.wrong-party", params, file=file))
    if not card.valid_on(manifest.sealed_on):
        params = {"key": card.id, "from": card.valid_from.isoformat(), "until": card.valid_until.isoformat()}
        raise InputError(Problem.at("key.not-valid", params, file=file))
    if manifest.sealed_on > today + _LEEWAY:
        raise InputError(Problem.at("bundle.future", {"day": manifest.sealed_on.isoformat()}, file=file))


def _same_parts(manifest: Manifest, files: Mapping[str, Data], file: str) -> None:
    named = {part.name: part for part in manifest.parts}
    problems = [Problem.at("bundle.part-missing", {"name": name}, file=file) for name in named.keys() - files.keys()]
    problems += [Problem.at("bundle.part-added", {"name": name}, file=file) for name in files.keys() - named.keys()]
    for name in named.keys() & files.keys():
        if named[name].size != len(files[name]) or named[name].sha256 != digest_bytes(files[name]):
            problems.append(Problem.at("bundle.part-changed", {"name": name}, file=file))
    if len(named) != len(manifest.parts) or (manifest.encrypted and set(named) != {CONFIDENTIAL}):
        problems.append(Problem.at("bundle.manifest", {"field": "parts"}, file=file))
    if problems:
        raise InputError(problems)


def addressed(sound: Sound, ring: Ring) -> bool:
    """Whether a bundle is for, or from, a party whose key this user holds; so is one for anybody.

    A user without any key cannot be told apart from the receiver: then it is.
    """
    mine = ring.parties()
    return not mine or not sound.manifest.audience or bool(mine & {sound.manifest.audience, sound.manifest.sender})


def read(sound: Sound, vocabulary: Vocabulary, secret: Secret | None = None) -> Content:
    """What a sound bundle holds; ``secret`` decrypts what was encrypted to it.

    Raises InputError ``bundle.encrypted`` without a key for it, ``key.cannot-decrypt``, ``bundle.revision`` when a
    document is not the revision the manifest names, and the problems of :func:`read_content`.
    """
    files: Mapping[str, Data] = sound.files
    if sound.manifest.encrypted:
        if secret is None:
            raise InputError(Problem.at("bundle.encrypted", {"party": sound.manifest.audience}, file=sound.file))
        files = unpack(secret.read(files[CONFIDENTIAL], sound.file), f"{sound.file}:{CONFIDENTIAL}")
    content = read_content(files, vocabulary, sound.file)
    found = {f"{document.kind}/{document.name}": document.revision for document in content.documents}
    if found != dict(sound.manifest.revisions):
        raise InputError(Problem.at("bundle.revision", {"documents": sorted(found)}, file=sound.file))
    return content
