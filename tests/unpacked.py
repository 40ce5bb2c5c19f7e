"""The files of a bundle as bytes of their own, to be altered."""

from __future__ import annotations

from anzenkarte.exchange.bundle.pack import unpack


def unpacked(bundle: bytes) -> dict[str, bytes]:
    """Name → bytes of every file in a bundle."""
    return {name: bytes(part) for name, part in unpack(bundle).items()}
