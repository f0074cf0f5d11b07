"""How much accepting each open proposal would change in the graph, and of which family it is: kept on the proposal, so
that lists can be ordered by it. It follows from the graph and is measured anew when that, or the proposals, have changed.
"""

from __future__ import annotations

from typing import Final

from django.db import connection, transaction
from psycopg2.extras import execute_values

from taxonomy.gate import Wish, graph_gate
from taxonomy.models import Proposal
from taxonomy.services.audit import audit_record

MOST: Final = 100_000
"""The surest open proposals that are measured."""
_COLUMNS = ("pk", "effect", "family", "pair__title_a_id", "pair__title_b_id", "relation", "reversed")


def proposals_measure() -> int:
    """Measure the open proposals; returns of how many a figure or the family has changed. Twice is no change.

    Cost: about a millisecond for each proposal, and the time to read the graph.
    """
    rows = list(
        Proposal.objects.filter(state=Proposal.State.OPEN)
        .order_by("-score", "pk")
        .values_list(*_COLUMNS)[:MOST]
    )
    wishes = [
        Wish(title_a, title_b, relation, backwards) for _, _, _, title_a, title_b, relation, backwards in rows
    ]
    effects = graph_gate().effects(wishes)
    family = graph_gate().families_of([title for wish in wishes for title in (wish.title_a, wish.title_b)])
    families = [family.get(wish.title_a) or family.get(wish.title_b, "") for wish in wishes]
    changed = [
        (row[0], effect, name)
        for row, effect, name in zip(rows, effects, families, strict=True)
        if (row[1], row[2]) != (effect, name)
    ]
    if changed:
        _store(changed)
    return len(changed)


@transaction.atomic
def _store(changed: list[tuple[int, int, str]]) -> None:
    with connection.cursor() as cursor:
        execute_values(
            cursor.cursor,
            "UPDATE taxonomy_proposal p SET effect = v.effect, family = v.family"
            " FROM (VALUES %s) AS v(id, effect, family) WHERE p.id = v.id",
            sorted(changed),
            page_size=5_000,
        )
    audit_record(
        actor=None,
        action="proposals.measure",
        obj_type="proposals",
        obj_id="open",
        data={"changed": len(changed)},
    )
