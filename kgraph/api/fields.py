"""Parts of an answer, as ``fields`` names them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from taxonomy.core.errors import BadInput

_MOST = 1_000
_Tree = dict[str, Any]
"""Name -> what of it is wanted; an empty tree: all of it."""


def fields_chosen(body: dict[str, Any], wanted: str) -> dict[str, Any]:
    """What of an answer is wanted, in the answer's own order.

    Args:
        wanted: ``terms.text, terms.weight``: names separated by commas, inner ones after a dot; of a list, of each row.

    Raises:
        BadInput: it names something that the answer does not have.
    """
    chosen: dict[str, Any] = _chosen(body, _tree(wanted), "")
    return chosen


@lru_cache
def _tree(wanted: str) -> _Tree:
    if len(wanted) > _MOST:
        raise BadInput(f"At most {_MOST} characters.", field="fields")
    tree: _Tree = {}
    for name in (part.strip() for part in wanted.split(",")):
        if not name:
            continue
        branch, whole = tree, False
        for part in name.split("."):
            whole = part in branch and not branch[part]
            branch = branch.setdefault(part, {})
            if whole:  # all of it is wanted already
                break
        if not whole:
            branch.clear()
    return tree


def _chosen(value: Any, tree: _Tree, place: str) -> Any:
    if not tree:
        return value
    if isinstance(value, list):
        return [_chosen(row, tree, place) for row in value]
    if value is None:  # nothing there this time
        return None
    if not isinstance(value, dict):
        raise BadInput(f"{place} has no parts.", field="fields")
    if unknown := sorted(set(tree) - set(value) - {"release"}):
        there = f" of {place}" if place else ""
        raise BadInput(
            f"{', '.join(unknown)}: no part{there} of this answer; there are {', '.join(value)}.",
            field="fields",
        )
    return {
        name: _chosen(inner, tree[name], f"{place}.{name}" if place else name)
        for name, inner in value.items()
        if name in tree
    }
