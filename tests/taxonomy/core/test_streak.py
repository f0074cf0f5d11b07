from __future__ import annotations

from datetime import date, timedelta

from taxonomy.core.streak import days_in_a_row

WEDNESDAY = date(2026, 3, 11)


def back(*days: int) -> set[date]:
    return {WEDNESDAY - timedelta(days=n) for n in days}


def test_nobody_who_never_worked_has_a_row() -> None:
    assert days_in_a_row(set(), WEDNESDAY) == 0


def test_today_may_still_come() -> None:
    assert days_in_a_row(back(1, 2), WEDNESDAY) == 2
    assert days_in_a_row(back(0, 1, 2), WEDNESDAY) == 3


def test_a_free_weekend_does_not_end_the_row() -> None:
    assert days_in_a_row(back(0, 1, 2, 5, 6), WEDNESDAY) == 5  # Monday, and Friday before it


def test_work_on_a_weekend_counts() -> None:
    assert days_in_a_row(back(0, 1, 2, 3, 5), WEDNESDAY) == 5


def test_a_missed_working_day_ends_it() -> None:
    assert days_in_a_row(back(0, 2, 5), WEDNESDAY) == 1
