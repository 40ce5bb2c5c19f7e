"""What an authenticator app shows, reckoned by the standard library alone (RFC 6238)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time


def code_of(secret: str) -> str:
    """The six digits of this half minute."""
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"
