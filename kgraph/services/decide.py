"""A person's single decision on two titles."""

from __future__ import annotations

from django.db import transaction

from kgraph.selectors.loading import title_words
from taxonomy.core.errors import NotFound
from taxonomy.core.relations import inverse, parse_relation
from taxonomy.models import Decision, Person
from taxonomy.services.decisions import Settlement, decision_record
from taxonomy.services.pairs import pair_get_or_create


@transaction.atomic
def titles_decide(
    *, title_a: int, title_b: int, relation: str | None, person: Person, reason: str = ""
) -> Decision:
    """Settle that ``title_a`` is ``relation`` to ``title_b`` (None: that nothing is), in ledger and graph at once.

    Raises:
        NotFound, SameTitle, UnknownRelation
        AlgebraRefusal, Outranked, GraphBusy: nothing was saved.
    """
    known = title_words((title_a, title_b))
    for field, title in (("title_a", title_a), ("title_b", title_b)):
        if title not in known:
            raise NotFound(f"There is no title {title}.", field=field)
    pair, swapped = pair_get_or_create(title_a, title_b)
    word = parse_relation(relation) if relation else None
    return decision_record(
        Settlement(
            pair_id=pair.pk,
            relation=inverse(word) if word and swapped else word,
            settled_by=Decision.SettledBy.REVIEW,
            person=person,
            reason=reason,
        )
    )
