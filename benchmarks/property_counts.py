"""How many examples the property tests of the graph run, and with what outcome: a table for docs/architecture.md.

    PROPERTY_SCALE=10 .venv/bin/python -m benchmarks.property_counts

Counts are those that Hypothesis itself reports at the end of each test. Exit 1 when a test failed.
"""

from __future__ import annotations

import re
import sys
from typing import Any

import pytest

PATHS = ("tests/kgraph",)
_EXAMPLES = re.compile(r"(\d+) passing\D*, (\d+) failing\D*, and (\d+) invalid")


class Counts:
    """A plugin that gathers what Hypothesis says of each test."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[int, int, int]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: Any) -> Any:
        """Read the statistics that Hypothesis's own plugin has left on the test."""
        report = yield
        told = getattr(item, "hypothesis_statistics", "")
        if report.when == "call" and told:
            found = _EXAMPLES.findall(told)
            passing, failing, invalid = (sum(int(row[n]) for row in found) for n in range(3))
            self.rows[item.nodeid] = (passing, failing, invalid)
        return report


def main() -> int:
    """Run the tests that use Hypothesis, and print the table."""
    counts = Counts()
    status = pytest.main(["-q", "-m", "hypothesis", "-p", "no:cacheprovider", *PATHS], plugins=[counts])
    print("\n| property | examples | failing |\n| --- | --: | --: |")
    for name, (passing, failing, _) in sorted(counts.rows.items()):
        print(f"| `{name.removeprefix('tests/kgraph/')}` | {passing:,} | {failing:,} |")
    total = tuple(sum(row[n] for row in counts.rows.values()) for n in range(2))
    print(f"| all | {total[0]:,} | {total[1]:,} |")
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
