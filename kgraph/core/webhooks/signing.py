"""Signatures of webhooks, as the specification "Standard Webhooks" 1.0.0 has them: any library for it can check them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence

PREFIX = "whsec_"
TOLERANCE_SECONDS = 300
"""How far the time of a message may be from the clock of who checks it."""


def secret_of(key: str, salt: str) -> str:
    """The secret of an address: made of the installation's key, so that no secret lies in the database."""
    digest = hmac.new(key.encode(), b"titleloom webhook " + salt.encode(), hashlib.sha256).digest()
    return PREFIX + base64.b64encode(digest).decode()


def signature(secrets: Sequence[str], *, message: str, timestamp: int, body: bytes) -> str:
    """The header ``webhook-signature``: one signature for each secret that is valid now, the newest first.

    Args:
        message: the header ``webhook-id``.
        timestamp: the header ``webhook-timestamp``, seconds since 1970.
    """
    return " ".join(
        "v1," + base64.b64encode(_digest(secret, message, timestamp, body)).decode() for secret in secrets
    )


def signature_holds(secret: str, header: str, *, message: str, timestamp: int, body: bytes, now: int) -> bool:
    """Whether one of the header's signatures is right and the message is not old. What a receiver does."""
    if abs(now - timestamp) > TOLERANCE_SECONDS:
        return False
    wanted = signature([secret], message=message, timestamp=timestamp, body=body)
    return any([hmac.compare_digest(wanted, one) for one in header.split(" ")])


def _digest(secret: str, message: str, timestamp: int, body: bytes) -> bytes:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return hmac.new(key, f"{message}.{timestamp}.".encode() + body, hashlib.sha256).digest()
