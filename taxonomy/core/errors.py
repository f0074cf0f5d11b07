"""Anticipated faults: one class each, beside what raises it, all deriving from `Fault`.

The REST API turns a fault into ``application/problem+json``, a command into its exit code.
"""

from __future__ import annotations

from typing import Any, ClassVar


class Fault(Exception):
    """Something that was expected to go wrong now and then, told to the person in a sentence.

    Attributes:
        code: stable machine-readable name, ``noun.problem``.
        status: the HTTP status of the answer (4xx or 503).
        exit_code: what a command ends with (2 bad input, 3 a gate refused, 4 busy).
        detail: the sentence for the person.
        field: the input field that was wrong, where there is one.
        extra: further members of the problem document (a proving chain, a limit).
        retry_after: seconds after which to try again, where that helps.
    """

    code: ClassVar[str] = "fault"
    status: ClassVar[int] = 400
    exit_code: ClassVar[int] = 2

    def __init__(
        self,
        detail: str,
        *,
        field: str | None = None,
        extra: dict[str, Any] | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field
        self.extra = extra or {}
        self.retry_after = retry_after


class NotFound(Fault):
    """The thing asked for does not exist (or not for this person)."""

    code = "not_found"
    status = 404


class BadInput(Fault):
    """Input that cannot be understood or breaks a stated limit."""

    code = "bad_input"
    status = 422


class Busy(Fault):
    """Somebody else holds the lock; nothing was changed."""

    code = "busy"
    status = 409
    exit_code = 4


class GateRefused(Fault):
    """A quality gate said no; nothing was changed."""

    code = "gate.refused"
    status = 409
    exit_code = 3


class Refused(Fault):
    """The action is not allowed in this state."""

    code = "refused"
    status = 409
