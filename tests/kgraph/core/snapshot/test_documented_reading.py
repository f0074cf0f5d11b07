"""The few lines with which `docs/search-team.md` opens a release without this project."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.kgraph.graphs import kitchen

GUIDE = Path(__file__).parents[4] / "docs" / "search-team.md"


def test_the_lines_in_the_guide_read_every_array(tmp_path: Path) -> None:
    graph = kitchen().snapshot(tmp_path)
    found = re.search(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert found is not None
    lines = found.group(1).replace('"artifacts/releases/<sha256>"', repr(str(tmp_path)))
    world: dict[str, Any] = {}
    exec(lines, world)
    for name in graph.meta.arrays:
        assert world["array"](name).tolist() == graph.array(name).tolist(), name
