"""Each rule of `docs/pains.md` has tests, and they are there under the names that it gives."""

from __future__ import annotations

import ast
import re
from functools import cache

from config.embedded.home import PROJECT

RULES = 26
_ROW = re.compile(r"^\| (\d+) \|.*\|([^|]*)\|$", re.MULTILINE)
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((PROJECT / path).read_text())
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_each_rule_has_tests_that_exist() -> None:
    rows = {
        int(number): _NAMED.findall(named)
        for number, named in _ROW.findall((PROJECT / "docs" / "pains.md").read_text())
    }

    assert sorted(rows) == list(range(1, RULES + 1))
    assert [number for number, named in rows.items() if not named] == []
    gone = [
        f"{path}::{name}" for named in rows.values() for path, name in named if name not in names_in(path)
    ]
    assert gone == []
