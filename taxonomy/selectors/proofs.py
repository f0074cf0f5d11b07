"""Who sits at a desk, known from an earlier request and proven anew by the very statement that does the work.

A person who annotates asks twice for each pair, and reading the session and the person again would cost more than the
answer. So the process remembers whom a session belonged to, and the statements of the desk (`services.queue`,
`services.first_answer`) do nothing unless that still holds in the database at their moment: the session is there and has
not run out, the person is active, with the same password and the same role. Nothing has to be told to be forgotten:
a log-out, a new password or a lost right counts from the next request on, in every process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DESK: Final = """desk AS MATERIALIZED (
    SELECT 1 FROM django_session s, taxonomy_person u
    WHERE s.session_key = %(session)s AND s.expire_date > now()
      AND u.id = %(me)s AND u.is_active AND u.password = %(password)s AND u.role = %(role)s
)"""
"""Has a row while the proof holds."""
HOLDS: Final = "EXISTS (SELECT 1 FROM desk)"
PROOF_TYPES: Final = {"session": "text", "me": "bigint", "password": "text", "role": "text"}


@dataclass(frozen=True, slots=True)
class Proof:
    """What an earlier request found out; ``password`` is its hash, as stored."""

    session: str
    person_id: int
    password: str
    role: str

    def names(self) -> dict[str, str | int]:
        """The parameters of `DESK`."""
        return {
            "session": self.session,
            "me": self.person_id,
            "password": self.password,
            "role": self.role,
        }
