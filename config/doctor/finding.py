"""What an examination says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

Severity = Literal["ok", "note", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one thing; `advice` says what to do about it.

    A ``problem`` needs a person; a ``note`` is good to know.
    """

    severity: Severity
    subject: str
    text: str
    advice: str = ""


Examination = Callable[[], Iterator[Finding]]
"""Looks at one area; may raise, which is a finding too."""


def ok(subject: str, text: str) -> Finding:
    """All is well."""
    return Finding("ok", subject, text)


def note(subject: str, text: str, advice: str = "") -> Finding:
    """Good to know."""
    return Finding("note", subject, text, advice)


def problem(subject: str, text: str, advice: str) -> Finding:
    """Somebody has to do something."""
    return Finding("problem", subject, text, advice)
