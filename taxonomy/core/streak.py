"""On how many days in a row somebody worked."""

from __future__ import annotations

from collections.abc import Set
from datetime import date, timedelta

SATURDAY = 5


def days_in_a_row(days: Set[date], today: date) -> int:
    """Days with work, back from today; a Saturday or Sunday without work does not end the row, today not yet either.

    >>> friday, monday = date(2026, 1, 2), date(2026, 1, 5)
    >>> days_in_a_row({friday, monday}, today=monday)
    2
    """
    count, day = 0, today
    while day in days or day == today or day.weekday() >= SATURDAY:
        count += day in days
        day -= timedelta(days=1)
    return count
