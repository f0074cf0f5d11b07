"""What a person decides about a concept itself."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from kgraph.models import Concept, Membership
from kgraph.selectors.graph import concept_get
from kgraph.services.graph_writer import concepts_refresh, places_refresh
from kgraph.services.locks import graph_lock
from taxonomy.core.errors import BadInput
from taxonomy.models import Person
from taxonomy.services.audit import audit_record


@transaction.atomic
def concept_prefer(*, concept_id: int, title_id: int, person: Person) -> Concept:
    """Choose the preferred title of a concept. The choice stays with the title when others join or part.

    Raises:
        NotFound: there is no such concept.
        BadInput: the title belongs to another concept (also when this one was replaced).
        GraphBusy
    """
    graph_lock()
    concept = concept_get(concept_id)
    chosen = Membership.objects.filter(title=title_id, concept=concept).first()
    if chosen is None:
        raise BadInput(f"Title {title_id} does not belong to concept {concept_id}.", field="title")
    chosen.chosen_at, chosen.chosen_by = timezone.now(), person
    chosen.save(update_fields=["chosen_at", "chosen_by"])
    concepts_refresh([concept.pk])
    places_refresh([concept.pk])
    audit_record(
        actor=person,
        action="concept.prefer",
        obj_type="concept",
        obj_id=concept.pk,
        data={"title": title_id, "before": concept.preferred_id},
    )
    return concept_get(concept_id)
