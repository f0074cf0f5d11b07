"""Columns for a table that was reconciled: values of properties for concepts."""

from __future__ import annotations

import json
from typing import Any, Final

from kgraph.core.reconcile.matching import BadQuery, TooManyQueries
from kgraph.core.reconcile.vocabulary import PROPERTIES, TYPE, Property
from kgraph.core.snapshot import Snapshot

MOST_IDS: Final = 1_000
MOST_VALUES: Final = 1_000
DEFAULT_PROPOSED: Final = 20


def properties_proposed(type_: str, limit: int = DEFAULT_PROPOSED) -> dict[str, Any]:
    """Properties that are worth fetching for concepts of a type."""
    found = list(PROPERTIES.values())[:limit] if type_ in ("", TYPE["id"]) else []
    return {
        "type": type_ or TYPE["id"],
        "limit": limit,
        "properties": [{"id": one.id, "name": one.name} for one in found],
    }


def extend(graph: Snapshot, text: str) -> dict[str, Any]:
    """The data extension response to the query in ``text``, JSON of ``ids`` and ``properties``.

    A number that was merged away stands for its heir; one that never was has no values.

    Raises:
        BadQuery: naming the member that is wrong.
        TooManyQueries
    """
    ids, wanted = _parsed(text)
    rows = {}
    for id_ in ids:
        concept = _concept(graph, id_)
        rows[id_] = {
            found.id: [] if concept is None else _cells(graph, concept, found, limit)
            for found, limit in wanted
        }
    return {"meta": [_meta(found) for found, _ in wanted], "rows": rows}


def _parsed(text: str) -> tuple[list[str], list[tuple[Property, int]]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadQuery(f"The extension query is not valid JSON: {error}.", field="extend") from error
    if not isinstance(data, dict) or not isinstance(data.get("ids"), list):
        raise BadQuery("The extension query needs a list 'ids'.", field="extend.ids")
    if not isinstance(data.get("properties"), list):
        raise BadQuery("The extension query needs a list 'properties'.", field="extend.properties")
    ids = data["ids"]
    if not all(isinstance(id_, str) for id_ in ids):
        raise BadQuery("'ids' are texts.", field="extend.ids")
    if len(ids) > MOST_IDS:
        raise TooManyQueries(
            f"{len(ids)} ids; the most at once is {MOST_IDS}.", field="extend.ids", extra={"limit": MOST_IDS}
        )
    return list(dict.fromkeys(ids)), [
        _asked(one, f"extend.properties[{number}]") for number, one in enumerate(data["properties"])
    ]


def _asked(data: Any, place: str) -> tuple[Property, int]:
    if not isinstance(data, dict) or not isinstance(data.get("id"), str):
        raise BadQuery(f"{place} needs an 'id'.", field=place)
    found = PROPERTIES.get(data["id"])
    if found is None:
        known = ", ".join(PROPERTIES)
        raise BadQuery(f"{place}: there is no property '{data['id']}'; known: {known}.", field=place)
    settings = data.get("settings", {})
    limit = settings.get("limit", 0) if isinstance(settings, dict) else None
    try:
        count = int(limit)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        count = -1
    if count < 0:
        raise BadQuery(f"{place}.settings.limit is a number from 0 (all) on.", field=f"{place}.settings")
    return found, min(count or MOST_VALUES, MOST_VALUES)


def _concept(graph: Snapshot, id_: str) -> int | None:
    if not id_.isascii() or not id_.isdigit() or len(id_) > 18:
        return None
    return graph.concept_with_id(graph.redirect(int(id_)) or int(id_))


def _cells(graph: Snapshot, concept: int, found: Property, limit: int) -> list[dict[str, Any]]:
    values = found.values(graph, concept)[:limit]
    if found.kind == "concept":
        return [{"id": str(graph.concept_id(other)), "name": graph.name(other)} for other in values]
    return [{"int": value} if found.kind == "number" else {"str": value} for value in values]


def _meta(found: Property) -> dict[str, Any]:
    told: dict[str, Any] = {"id": found.id, "name": found.name}
    return told | {"type": dict(TYPE)} if found.kind == "concept" else told
